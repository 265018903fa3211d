import { worstOutcome, type Outcome } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { byHarm, type Verdict } from '../volsync/verdict.ts';
import { rememberingPods } from './helper-pod/remembering-pods.ts';
import type { Patience } from './helper-pod/settled-pod.ts';
import { tellOpenRestores } from './open-restores.ts';
import type { PlaceOverrides } from './repository/mover-places.ts';
import { seeRepositories, type LookOptions, type LookPorts } from './repository/see-repositories.ts';
import { sourcesAfter } from './repository/sources-around.ts';
import { findSources } from './sources.ts';
import { appVerdict } from './verify/app-verdict.ts';
import { checkLook } from './verify/check-look.ts';
import { judgeChecks } from './verify/check-repositories.ts';
import type { Depth } from './verify/depth.ts';
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
  tellOpenRestores(chosen, ports);
  const remembered = rememberingPods(pods, ports);
  const { apps, repositories } =
    options.depth.kind === 'listing'
      ? await verifyByListing(chosen, options, remembered)
      : { apps: await verifyByRestic({ chosen, around }, options, remembered), repositories: undefined };
  const outcomes = [...apps.map(({ verdict }) => outcomeOf(verdict)), ...failures.map(({ kind }) => kind)];
  const time = ports.now();
  return {
    depth: options.depth.kind,
    apps: apps.toSorted(byHarm),
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
  const { maxAgeMs, patience } = options;
  const checks = await judgeChecks(seen, patience, ports);
  const facts = { seen, around: await sourcesAfter(around, ports), checks, maxAgeMs, now: ports.now() };
  return seen.map((repository) => appVerdict(repository, facts));
}

function lookOptions(options: VerifyOptions, { tell }: Pick<VerifyPorts, 'tell'>): LookOptions {
  return { ...options, command: 'verify', ...checkLook(options.depth, tell) };
}

function outcomeOf(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}
