import type { RestoreToPlan, RestoreToPorts, RestoreOrigin, RestoreToOptions } from './plan.ts';
import { randomBytes } from 'node:crypto';
import { Failure, isFailure, type Outcome } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { keepAnnotation } from '../../../../creator.ts';
import { repositorySource, repositoryVolumes, type BareRepository } from '../../../../volsync/repository-source.ts';
import { requireCreatedClaim } from '../../../../restore/created-claim.ts';
import { claimSpecFor } from '../../../../restore/claim-plan.ts';
import { restoreToRights } from '../rights.ts';
import type { Right } from '../../../../rights/right.ts';
import type { ReplicationSource, MoverVolume } from '../../../../volsync/types.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import { restorableSnapshots } from '../../../../restore/restorable-snapshots.ts';
import type { HeldSnapshots } from '../../../../restore/snapshot-selector.ts';
import type { CompareOptions } from '../../../../comparison/compare-volume.ts';
import { checkRestored, type RestoreCheck } from '../../../../restore/check-restored.ts';
import { refuseWithoutRights } from '../../../../restore/missing-rights.ts';
import { withNewClaim } from './new-claim.ts';
import { requireSecret } from '../../../../restore/repositories/candidate-repository.ts';
import { requireReachable } from '../../../../restore/repositories/require-reachable.ts';
import { whileCopied } from '../../../../restore/repositories/secret-copy.ts';
import { appOfRestore, dataFrom, dataOf, type RestoredData } from './restored-data.ts';
import { dryRunClaims } from '../../../../restore/dry-run-claims.ts';
import { dryRunDestination, restoreIntoClaim, type Restored } from '../../../../restore/restore-into-claim.ts';
import { restoreSummary, type RestoreSummary } from '../../../../restore/restore-summary.ts';
import { allowed } from '../../../../kubernetes/allowed.ts';
import type { RestorePorts } from '../../../../restore/ports.ts';

/** What was done. */
export interface RestoreToResult {
  readonly plan: RestoreToPlan;
  readonly restored: Restored;
  readonly summary: RestoreSummary;
  readonly check: RestoreCheck;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

/**
 * Finds the snapshot and lets the API server validate what will be created; nothing is changed. Every obstacle is a
 * Failure.
 */
export async function planRestoreTo(options: RestoreToOptions, ports: RestoreToPorts): Promise<RestoreToPlan> {
  const { origin } = options;
  await refuseWithoutRights(rightsForRestoreTo(options), origin.namespace, ports);
  await refuseTaken({ namespace: origin.namespace, name: options.claim }, ports);
  return planOf(options, ports, (run) => originOfData(options, run, ports));
}

/** The same for a source that was found; `read` reads its repository. */
export function planInto(
  source: ReplicationSource,
  options: RestoreToOptions,
  ports: RestoreToPorts,
  read: () => Promise<HeldSnapshots>,
): Promise<RestoreToPlan> {
  return planOf(options, ports, () => dataOf(source, options, ports, read));
}

async function planOf(
  options: RestoreToOptions,
  ports: RestoreToPorts,
  find: (run: string) => Promise<RestoredData>,
): Promise<RestoreToPlan> {
  const begunAt = ports.now().getTime();
  const { origin, like, timeoutMs, isKept } = options;
  const key = { namespace: origin.namespace, name: options.claim };
  const run = randomBytes(8).toString('hex');
  const { source, original, chosen, repository } = await find(run);
  const claim = claimObject(key, run, isKept, claimSpecFor(original, chosen.snapshot, { key, like }));
  const compare = compareOptions(options);
  const plan = { origin, source, run, chosen, repository, claim, timeoutMs, isKept, compare };
  await dryRunClaims({ source, run, claim }, ports);
  await dryRunDestination(requestOf(plan), ports);
  return { ...plan, look: options.look, tookMs: ports.now().getTime() - begunAt };
}

/** Carries out a plan. If it fails, the PVC that it created is removed. */
export async function restoreTo(plan: RestoreToPlan, ports: RestoreToPorts): Promise<RestoreToResult> {
  const begunAt = ports.now().getTime();
  const done = await withNewClaim(plan, ports, (uid) => reaching(plan, uid, ports, () => fill(plan, uid, ports)));
  const outcome = done.check.kind === 'unknown' ? 'unknown' : 'ok';
  return { plan, ...done, outcome, tookMs: ports.now().getTime() - begunAt };
}

async function originOfData(options: RestoreToOptions, run: string, ports: RestoreToPorts): Promise<RestoredData> {
  const { origin, look } = options;
  const own = (source: ReplicationSource) =>
    dataOf(source, options, ports, () =>
      restorableSnapshots(source, { ...look, isChecked: true }, ports).catch((error: unknown) => {
        throw withUserHint(error, origin);
      }),
    );
  if (origin.kind === 'repository') return own(await repositoryOf(origin, ports));
  const app = await appOfRestore(origin, origin.from?.namespace === undefined, ports);
  if (origin.from !== undefined) return dataFrom(app, { repositorySelector: origin.from, run, options }, ports);
  if (app.source === undefined) throw new Error('an app has no source');
  return own(app.source);
}

async function fill(plan: RestoreToPlan, uid: string | undefined, ports: RestoreToPorts) {
  const restored = await restoreIntoClaim(requestOf(plan), ports);
  const summary = restoreSummary(restored.lines, plan.chosen.snapshot);
  const check = await checkRestored(plan, ports).finally(() => requireCreatedClaim(plan.claim.metadata, uid, ports));
  return { restored, summary, check };
}

/** With a copy of a Secret from another namespace, which belongs to the new PVC: whatever removes that removes it. */
async function reaching<T>(
  { repository, claim, run, source, chosen, look }: RestoreToPlan,
  uid: string | undefined,
  ports: RestoreToPorts,
  work: () => Promise<T>,
): Promise<T> {
  const copy = repository?.copy;
  if (copy === undefined) return work();
  const owner = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim.metadata.name, uid: uid ?? '' };
  return whileCopied(copy, { run, owner }, ports, async () => {
    await requireReachable(source, chosen.snapshot, { look, ports });
    return work();
  });
}

/** The rights that it needs. */
export function rightsForRestoreTo({ isCompared }: Pick<RestoreToOptions, 'isCompared'>): readonly Right[] {
  return restoreToRights.filter(({ resource }) => isCompared || resource !== 'pods/exec');
}

/** A minute is enough for a pod to start; reading everything may take as long as VolSync's restore. */
function compareOptions({ isCompared, look, timeoutMs }: RestoreToOptions): CompareOptions | undefined {
  if (!isCompared) return undefined;
  const { volsyncNamespace, moverImage, repositoryVolume, resources: asked } = look;
  return {
    ...{ command: 'restore', timeouts: { startMs: readyMs, endMs: readyMs }, lifetimeMs: timeoutMs },
    ...{ volsyncNamespace, moverImage, repositoryVolume, resources: asked, uid: undefined, gid: undefined },
  };
}

const readyMs = 60_000;

/** Most repositories are readable only for their owner, and no source shows who that is. */
function withUserHint(error: unknown, origin: RestoreOrigin): unknown {
  const isUnsaid = origin.kind === 'repository' && origin.uid === undefined;
  if (!isUnsaid || !isFailure(error, 'unknown') || error.hint !== undefined) return error;
  const hint = 'if only another user may read it, set the user to restore as: --uid UID --gid GID';
  return new Failure(error.kind, error.message, { details: error.details, hint });
}

function requestOf({ source, claim, run, chosen, timeoutMs }: Omit<RestoreToPlan, 'tookMs' | 'look'>) {
  const { namespace, name } = claim.metadata;
  return { source, claim: { namespace, name }, run, chosen, deletesExtraFiles: false, timeoutMs };
}

/** Refuses a PVC that exists already. */
export async function refuseTaken(
  key: ObjectKey,
  { cluster, signal }: ClusterContext<'find'>,
  hint = 'choose another name; to restore into the volume of the app itself: --in-place',
): Promise<void> {
  if ((await cluster.find(resources.persistentVolumeClaims, key, signal)) === undefined) return;
  throw new Failure('refused', `PVC ${key.namespace}/${key.name} already exists: the restore creates a new one.`, {
    hint,
  });
}

async function repositoryOf(origin: BareRepository, ports: RestoreToPorts): Promise<ReplicationSource> {
  const { namespace, secret } = origin;
  await requireSecret({ namespace, name: secret }, ports);
  return repositorySource({ ...origin, moverVolumes: await knownVolumes(origin, ports) });
}

/** Its labels mark it as incomplete; they are removed when it is complete. */
function claimObject(
  key: ObjectKey,
  run: string,
  isKept: boolean,
  spec: NonNullable<PersistentVolumeClaim['spec']>,
): RestoreToPlan['claim'] {
  const labels = runLabels('restore', run);
  return { metadata: { ...key, labels, ...(isKept && { annotations: { [keepAnnotation]: 'true' } }) }, spec };
}

/** The volumes that movers of apps with this Secret mount; if they differ, each may be a different repository. */
async function knownVolumes(
  { namespace, secret, volume }: BareRepository,
  { cluster, signal }: RestorePorts,
): Promise<readonly MoverVolume[] | undefined> {
  if (volume !== undefined) return undefined;
  const sources = await allowed(cluster.list(resources.replicationSources, { namespace }, signal));
  const places = 'why' in sources ? [] : repositoryVolumes(secret, sources.value);
  if (places.length < 2) return places[0]?.volumes;
  const message = `Secret ${namespace}/${secret} is used with ${places.length} different volumes: the repository is ambiguous`;
  throw new Failure('usage', message, {
    details: places.map(({ apps, words }) => `${words} (${apps.join(', ')})`),
    hint: `choose one with --repository-volume: ${places.map(({ words }) => words).join(' or ')}`,
  });
}
