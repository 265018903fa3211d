import { worstOutcome, type Outcome } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import { judgeBackup, moverSnapshots } from '../volsync/backup-verdict.ts';
import { lastSyncOf } from '../volsync/last-sync.ts';
import { promisedSnapshots } from '../volsync/retention.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { Judgement, Verdict } from '../volsync/verdict.ts';
import type { PlaceOverrides } from './repository/mover-places.ts';
import {
  seeRepositories,
  type LookOptions,
  type LookPorts,
  type SeenRepository,
} from './repository/see-repositories.ts';
import type { Patience } from './helper-pod/settled-pod.ts';
import { findSources } from './sources.ts';
import { checkLine } from './verify/check-line.ts';
import { judgeChecks } from './verify/check-repositories.ts';
import { checkResources, checkSteps, type Depth } from './verify/depth.ts';
import { verifyByListing } from './verify/verify-by-listing.ts';
import type { AppVerdict, VerifyReport } from './verify/verify-result.ts';

export interface VerifyOptions extends PlaceOverrides {
  /** The oldest that the newest snapshot may be; undefined leaves that to the schedule. */
  readonly maxAgeMs?: number | undefined;
  readonly patience: Patience;
  readonly depth: Depth;
}

export interface VerifyPorts extends LookPorts {
  readonly cluster: LookPorts['cluster'] & Pick<Cluster, 'exists'>;
}

/** Looks into the repositories of apps, and judges whether each is backed up. Throws only where no app could be found. */
export async function verify(
  target: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  options: VerifyOptions,
  ports: VerifyPorts,
): Promise<VerifyReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { chosen, around, failures } = await findSources(target, ports);
  const remembered = remembering(pods, ports);
  const { apps, repositories } =
    options.depth.kind === 'listing'
      ? await verifyByListing(chosen, options, remembered)
      : { apps: await verifyByRestic({ chosen, around }, options, remembered), repositories: undefined };
  const outcomes = [...apps.map(({ verdict }) => outcomeOf(verdict)), ...failures.map(({ kind }) => kind)];
  const time = ports.now();
  return {
    depth: options.depth.kind,
    apps: apps.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || compareKeys(a, b)),
    repositories,
    failures,
    outcome: worstOutcome(outcomes),
    time,
    tookMs: time.getTime() - begunAt,
    pods,
  };
}

async function verifyByRestic(
  { chosen, around }: { readonly chosen: readonly ReplicationSource[]; readonly around: readonly ReplicationSource[] },
  options: VerifyOptions,
  ports: VerifyPorts,
): Promise<readonly AppVerdict[]> {
  const seen = await seeRepositories(chosen, lookOptions(options, ports), ports);
  const checks = await checkedAll(seen, options, ports);
  const { maxAgeMs } = options;
  return seen.map((repository) => verdictOn(repository, { seen, around, checks, maxAgeMs, now: ports.now() }));
}

function lookOptions(options: VerifyOptions, { tell }: Pick<VerifyPorts, 'tell'>): LookOptions {
  const moreSteps = checkSteps(options.depth);
  if (moreSteps.length === 0) return { ...options, command: 'verify' };
  const onLine = checkLine(options.depth, tell);
  return { ...options, command: 'verify', moreSteps, resources: checkResources, onLine };
}

/** What a deeper look speaks against; nothing where none was asked for. */
async function checkedAll(
  seen: readonly SeenRepository[],
  { depth, patience }: VerifyOptions,
  ports: VerifyPorts,
): Promise<ReadonlyMap<SeenRepository, Judgement>> {
  if (checkSteps(depth).length === 0) return new Map();
  return judgeChecks(
    seen.filter((repository) => repository.kind === 'seen'),
    patience,
    ports,
  );
}

const order: readonly Verdict[] = ['protected', 'unprotected', 'unknown'];

function outcomeOf(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}

function remembering(pods: ObjectKey[], ports: VerifyPorts): VerifyPorts {
  return {
    cluster: ports.cluster,
    signal: ports.signal,
    now: () => ports.now(),
    sleep: (ms, signal) => ports.sleep(ms, signal),
    tell: (news) => {
      if (news.type === 'pod-created') pods.push(news.pod);
      ports.tell(news);
    },
  };
}

interface Around {
  readonly seen: readonly SeenRepository[];
  readonly around: readonly ReplicationSource[];
  readonly checks: ReadonlyMap<SeenRepository, Judgement>;
  readonly maxAgeMs: number | undefined;
  readonly now: Date;
}

function verdictOn(repository: SeenRepository, { seen, around, checks, maxAgeMs, now }: Around): AppVerdict {
  const { source, address } = repository;
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name, repository: address };
  if (repository.kind === 'hidden') {
    const unseen = { newest: undefined, snapshots: undefined, promised: undefined, seenAt: undefined };
    return { ...app, ...repository.judgement, ...unseen };
  }
  const { snapshots, passedOver, time = now } = repository;
  const others = [
    ...sameSecret(source, around),
    ...sameSnapshots(repository, seen),
    ...claimingSnapshots(repository, around),
  ];
  const sharedWith = [...new Set(others)].sort();
  const own = moverSnapshots(snapshots);
  const judgement = judgeBackup({ source, snapshots, passedOver, time, maxAgeMs, sharedWith });
  return {
    ...app,
    ...worse(judgement, checks.get(repository)),
    newest: own[0],
    snapshots: own.length,
    promised: promisedSnapshots(source, time),
    seenAt: time,
  };
}

/** Damage outranks all else; a check that was not made, only what would have been good. */
function worse(judgement: Judgement, check: Judgement | undefined): Judgement {
  return check?.verdict === 'unprotected' || (check !== undefined && judgement.verdict === 'protected')
    ? check
    : judgement;
}

/** Sources of the namespace that name the same Secret, whether they were asked for or not. */
function sameSecret({ metadata, spec }: ReplicationSource, around: readonly ReplicationSource[]): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== metadata.uid && other.metadata.namespace === metadata.namespace)
    .filter((other) => other.spec?.restic?.repository === spec?.restic?.repository)
    .map(nameOf);
}

/** A snapshot's id is a digest: two repositories that have one in common are the same. */
function sameSnapshots(
  one: SeenRepository & { readonly kind: 'seen' },
  seen: readonly SeenRepository[],
): readonly string[] {
  const ids = new Set(one.snapshots.map(({ id }) => id));
  return seen
    .filter((other) => other !== one && other.kind === 'seen' && other.snapshots.some(({ id }) => ids.has(id)))
    .map(({ source }) => nameOf(source));
}

/** Sources that say of a snapshot in this repository that they have saved it, whether they were asked for or not. */
function claimingSnapshots(
  { source, snapshots }: SeenRepository & { readonly kind: 'seen' },
  around: readonly ReplicationSource[],
): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== source.metadata.uid)
    .filter((other) => {
      const sync = lastSyncOf(other);
      return sync.kind === 'backup' && snapshots.some(({ id }) => id.startsWith(sync.snapshot));
    })
    .map(nameOf);
}

function nameOf({ metadata }: ReplicationSource): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function compareKeys(a: ObjectKey, b: ObjectKey): number {
  return `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
}
