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
import { claimSpecFor, originalClaim, requireStorageClasses } from '../../../../restore/claim-plan.ts';
import { restoreToRights } from '../rights.ts';
import type { Right } from '../../../../rights/right.ts';
import type { ReplicationSource, MoverVolume } from '../../../../volsync/types.ts';
import { notFound } from '../../../../sources/not-found.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import { reportOpenRestores } from '../../../../sources/open-restores.ts';
import { choiceAmong, selectorOf, indexed } from '../../../../restore/chosen-snapshot.ts';
import { restorableSnapshots } from '../../../../restore/restorable-snapshots.ts';
import type { HeldSnapshots } from '../../../../restore/snapshot-selector.ts';
import type { CompareOptions } from '../../../../comparison/compare-volume.ts';
import { checkRestored, type RestoreCheck } from '../../../../restore/check-restored.ts';
import { refuseWithoutRights } from '../../../../restore/missing-rights.ts';
import { withNewClaim } from './new-claim.ts';
import { dryRunClaims } from '../../../../restore/dry-run-claims.ts';
import { dryRunDestination, restoreIntoClaim, type Restored } from '../../../../restore/restore-into-claim.ts';
import { restoreSummary, type RestoreSummary } from '../../../../restore/restore-summary.ts';
import { allowed } from '../../../../kubernetes/allowed.ts';
import { refuseWithoutController } from '../../../../sync/preflight.ts';
import type { RestorePorts } from '../../../../restore/ports.ts';
import { shellCommand } from '../../../../shell-command.ts';

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
  const { origin, look } = options;
  await refuseWithoutRights(rightsForRestoreTo(options), origin.namespace, ports);
  await refuseTaken({ namespace: origin.namespace, name: options.claim }, ports);
  const source = await sourceOf(origin, ports);
  return planInto(source, options, ports, () =>
    restorableSnapshots(source, { ...look, isChecked: true }, ports).catch((error: unknown) => {
      throw withUserHint(error, origin);
    }),
  );
}

/** The same for a source that was found; `read` reads its repository. */
export async function planInto(
  source: ReplicationSource,
  options: RestoreToOptions,
  ports: RestoreToPorts,
  read: () => Promise<HeldSnapshots>,
): Promise<RestoreToPlan> {
  const begunAt = ports.now().getTime();
  const { origin, look, like, timeoutMs, isKept } = options;
  const key = { namespace: origin.namespace, name: options.claim };
  const original = await originalClaim(source, ports);
  await requireStorageClasses(source, like.storageClass ?? original?.spec?.storageClassName, ports);
  await refuseWithoutController(ports);
  const held = await read();
  const wish = options.wish ?? (await selectorOf(held.snapshots, (snapshots) => ports.choose(snapshots)));
  const chosen = await indexed(choiceAmong(held, wish, options.isAsked), held, look, ports);
  const run = randomBytes(8).toString('hex');
  const claim = claimObject(key, run, isKept, claimSpecFor(original, chosen.snapshot, { key, like }));
  const plan = { origin, source, run, chosen, claim, timeoutMs, isKept, compare: compareOptions(options) };
  await dryRunClaims({ source, run, claim }, ports);
  await dryRunDestination(requestOf(plan), ports);
  return { ...plan, tookMs: ports.now().getTime() - begunAt };
}

/** Carries out a plan. If it fails, the PVC that it created is removed. */
export async function restoreTo(plan: RestoreToPlan, ports: RestoreToPorts): Promise<RestoreToResult> {
  const begunAt = ports.now().getTime();
  const done = await withNewClaim(plan, ports, async (uid) => {
    const restored = await restoreIntoClaim(requestOf(plan), ports);
    const summary = restoreSummary(restored.lines, plan.chosen.snapshot);
    const check = await checkRestored(plan, ports).finally(() => requireCreatedClaim(plan.claim.metadata, uid, ports));
    return { restored, summary, check };
  });
  const outcome = done.check.kind === 'unknown' ? 'unknown' : 'ok';
  return { plan, ...done, outcome, tookMs: ports.now().getTime() - begunAt };
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
    ...{ command: 'restore', patience: { startMs: readyMs, endMs: readyMs }, lifetimeMs: timeoutMs },
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

function requestOf({ source, claim, run, chosen, timeoutMs }: Omit<RestoreToPlan, 'tookMs'>) {
  const { namespace, name } = claim.metadata;
  return { source, claim: { namespace, name }, run, chosen, deletesExtraFiles: false, timeoutMs };
}

/** Refuses a PVC that exists already. */
export async function refuseTaken(key: ObjectKey, { cluster, signal }: ClusterContext<'find'>): Promise<void> {
  if ((await cluster.find(resources.persistentVolumeClaims, key, signal)) === undefined) return;
  throw new Failure('refused', `PVC ${key.namespace}/${key.name} already exists: --to creates a new one.`, {
    hint: 'choose another name; to restore into the volume of the app itself: --in-place',
  });
}

async function sourceOf(origin: RestoreOrigin, ports: RestoreToPorts): Promise<ReplicationSource> {
  const { cluster, signal } = ports;
  if (origin.kind === 'app') {
    const source = await cluster.find(resources.replicationSources, origin, signal);
    if (source === undefined) throw await notFound(cluster, resources.replicationSources, origin, signal);
    reportOpenRestores([source], ports);
    return source;
  }
  const { namespace, secret } = origin;
  const key = { namespace, name: secret };
  const isThere = await allowed(cluster.exists(resources.secrets, key, signal));
  if ('why' in isThere) {
    ports.report({
      type: 'step',
      words: `whether the Secret ${secret} is there was not checked: no permission to read Secrets`,
    });
  } else if (!isThere.value) {
    const hint = shellCommand`kubectl get secrets -n ${namespace}`;
    throw new Failure('not-found', `There is no Secret ${namespace}/${secret}, which names the repository.`, {
      hint,
    });
  }
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
