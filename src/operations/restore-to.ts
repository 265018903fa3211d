import { randomBytes } from 'node:crypto';
import { Failure, isFailure, type Outcome } from '../errors.ts';
import type { Cluster, NewObject, ObjectKey } from '../kube/cluster.ts';
import type { PersistentVolumeClaim } from '../kube/objects.ts';
import { resources } from '../kube/resources.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { keepAnnotation } from '../maker.ts';
import { repositorySource, type BareRepository } from '../volsync/repository-source.ts';
import { restoredClaim, type ClaimWish } from '../volsync/restored-claim.ts';
import { restoreCacheSpec } from '../volsync/mover-cache.ts';
import { restoreToRights } from '../volsync/rights/restore-to.ts';
import type { Right } from '../volsync/rights/right.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { absent } from './absent.ts';
import { requireClasses } from './inside/named-class.ts';
import { runLabels } from './helper-pod/manifest.ts';
import type { LookOptions } from './repository/see-repositories.ts';
import { tellOpenRestores } from './open-restores.ts';
import { choiceAmong, heldSnapshots, type ChosenSnapshot, type SnapshotWish } from './restore/chosen-snapshot.ts';
import type { CompareOptions } from './diff/compare-volume.ts';
import { checkRestored, type RestoreCheck } from './restore/check-restored.ts';
import { refuseWithoutRights } from './restore/missing-rights.ts';
import { knownVolumes } from './restore/known-volumes.ts';
import { withNewClaim } from './restore/new-claim.ts';
import type { RestorePorts } from './restore/ports.ts';
import { dryRunClaims } from './restore/dry-run-claims.ts';
import { dryRunDestination, restoreIntoClaim, type Restored } from './restore/restore-into-claim.ts';
import { restoreSummary, type RestoreSummary } from './restore/restore-summary.ts';
import { readable } from './status/readable.ts';
import { refuseWithoutController } from './trigger/preflight.ts';

/** Whose backup: that of an app, or what a repository holds where there is no app. */
export type RestoreOrigin = ({ readonly kind: 'app' } & ObjectKey) | ({ readonly kind: 'repository' } & BareRepository);

export interface RestoreToOptions {
  readonly origin: RestoreOrigin;
  /** Undefined: `choose` is asked. */
  readonly wish: SnapshotWish | undefined;
  /** The PVC that is to be made. */
  readonly claim: string;
  /** A terminal confirms a snapshot that somebody else made. */
  readonly isAsked?: boolean;
  readonly like: ClaimWish;
  readonly look: LookOptions;
  /** For VolSync's restore. */
  readonly timeoutMs: number;
  /** The PVC stays also where the restore fails. */
  readonly isKept: boolean;
  /** Every file is compared with the snapshot afterwards. */
  readonly isCompared: boolean;
}

export interface RestoreToPorts extends RestorePorts {
  readonly cluster: RestorePorts['cluster'] & Pick<Cluster, 'get' | 'patch' | 'exec' | 'isAllowed'>;
  /** Lets somebody choose; newest first, at least one. */
  choose(snapshots: readonly Snapshot[]): Promise<Snapshot>;
}

/** What will be done: one PVC is made, and filled. */
export interface RestoreToPlan {
  readonly origin: RestoreOrigin;
  readonly source: ReplicationSource;
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  readonly timeoutMs: number;
  readonly isKept: boolean;
  /** How to compare afterwards; undefined where nobody wants that. */
  readonly compare: CompareOptions | undefined;
  /** How long it took to look. */
  readonly tookMs: number;
}

/** What has been done. */
export interface RestoreToResult {
  readonly plan: RestoreToPlan;
  readonly restored: Restored;
  readonly summary: RestoreSummary;
  readonly check: RestoreCheck;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

/**
 * Finds the snapshot and asks the API server whether it would take what is to be made; nothing is changed. Everything that
 * is in the way is a Failure.
 */
export async function planRestoreTo(options: RestoreToOptions, ports: RestoreToPorts): Promise<RestoreToPlan> {
  const begunAt = ports.now().getTime();
  const { origin, look, like, timeoutMs, isKept } = options;
  const key = { namespace: origin.namespace, name: options.claim };
  await refuseWithoutRights(rightsFor(options), origin.namespace, ports);
  await refuseTaken(key, ports);
  const source = await sourceOf(origin, ports);
  const original = await originalClaim(source, ports);
  await requireStorageClasses(source, like.storageClass ?? original?.spec?.storageClassName, ports);
  await refuseWithoutController(ports);
  const held = await heldSnapshots(source, look, ports).catch((error: unknown) => {
    throw withUserHint(error, origin);
  });
  const wish = options.wish ?? (await chosenBy(held.snapshots, ports));
  const chosen = choiceAmong(held, wish, options.isAsked);
  const run = randomBytes(8).toString('hex');
  const claim = claimObject(key, run, isKept, specFor(original, chosen, { key, like }));
  const plan = { origin, source, run, chosen, claim, timeoutMs, isKept, compare: compareOptions(options) };
  await dryRunClaims({ source, run, claim }, ports);
  await dryRunDestination(requestOf(plan), ports);
  return { ...plan, tookMs: ports.now().getTime() - begunAt };
}

/** Carries a plan out. Where it fails, the PVC that it has made is removed again. */
export async function restoreTo(plan: RestoreToPlan, ports: RestoreToPorts): Promise<RestoreToResult> {
  const begunAt = ports.now().getTime();
  const done = await withNewClaim(plan, ports, async () => {
    const restored = await restoreIntoClaim(requestOf(plan), ports);
    const summary = restoreSummary(restored.lines, plan.chosen.snapshot);
    return { restored, summary, check: await checkRestored(plan, ports) };
  });
  const outcome = done.check.kind === 'unknown' ? 'unknown' : 'ok';
  return { plan, ...done, outcome, tookMs: ports.now().getTime() - begunAt };
}

function rightsFor({ isCompared }: RestoreToOptions): readonly Right[] {
  return restoreToRights.filter(({ resource }) => isCompared || resource !== 'pods/exec');
}

/** For a pod to be there a minute is enough; to read everything it has the time that VolSync has. */
function compareOptions({ isCompared, look, timeoutMs }: RestoreToOptions): CompareOptions | undefined {
  if (!isCompared) return undefined;
  const { volsyncNamespace, moverImage, repositoryVolume, resources: asked } = look;
  return {
    ...{ command: 'restore', patience: { startMs: readyMs, endMs: readyMs }, lifetimeMs: timeoutMs },
    ...{ volsyncNamespace, moverImage, repositoryVolume, resources: asked, uid: undefined, gid: undefined },
  };
}

const readyMs = 60_000;

/** Nobody but its owner may read most repositories, and no source says who that is. */
function withUserHint(error: unknown, origin: RestoreOrigin): unknown {
  const isUnsaid = origin.kind === 'repository' && origin.uid === undefined;
  if (!isUnsaid || !isFailure(error, 'unknown') || error.hint !== undefined) return error;
  const hint = 'if only another user may read it, say as whom to restore: --uid UID --gid GID';
  return new Failure(error.kind, error.message, { details: error.details, hint });
}

function requestOf({ source, claim, run, chosen, timeoutMs }: Omit<RestoreToPlan, 'tookMs'>) {
  const { namespace, name } = claim.metadata;
  return { source, claim: { namespace, name }, run, chosen, deletesExtraFiles: false, timeoutMs };
}

async function refuseTaken(key: ObjectKey, { cluster, signal }: RestoreToPorts): Promise<void> {
  if ((await cluster.find(resources.persistentVolumeClaims, key, signal)) === undefined) return;
  throw new Failure('refused', `There is a PVC ${key.namespace}/${key.name} already: --to makes a new one.`, {
    hint: 'choose another name; to restore into the volume of the app itself: --in-place',
  });
}

async function sourceOf(origin: RestoreOrigin, ports: RestoreToPorts): Promise<ReplicationSource> {
  const { cluster, signal } = ports;
  if (origin.kind === 'app') {
    const source = await cluster.find(resources.replicationSources, origin, signal);
    if (source === undefined) throw await absent(cluster, resources.replicationSources, origin, signal);
    tellOpenRestores([source], ports);
    return source;
  }
  const { namespace, secret } = origin;
  const key = { namespace, name: secret };
  const isThere = await readable(cluster.exists(resources.secrets, key, signal));
  if ('why' in isThere) {
    ports.tell({
      type: 'step',
      words: `whether the Secret ${secret} is there was not checked: Secrets may not be read`,
    });
  } else if (!isThere.value) {
    const hint = `kubectl get secrets -n ${namespace}`;
    throw new Failure('not-found', `There is no Secret ${namespace}/${secret}, which is to name the repository.`, {
      hint,
    });
  }
  return repositorySource({ ...origin, moverVolumes: await knownVolumes(origin, ports) });
}

/** Of an app that has lost its PVC nothing can be taken over. */
async function originalClaim(
  { metadata, spec }: ReplicationSource,
  { cluster, signal }: RestoreToPorts,
): Promise<PersistentVolumeClaim | undefined> {
  const { namespace = '' } = metadata;
  const name = spec?.sourcePVC ?? '';
  if (name === '') return undefined;
  const claim = await cluster.find(resources.persistentVolumeClaims, { namespace, name }, signal);
  if (claim?.spec?.volumeMode !== 'Block') return claim;
  throw new Failure('refused', `PVC ${namespace}/${name} is a raw block device (volumeMode Block): it has no files.`);
}

/** Those of the new PVC and of the cache of VolSync's mover; an empty name stands for none. */
async function requireStorageClasses(
  source: ReplicationSource,
  storageClass: string | undefined,
  ports: RestoreToPorts,
): Promise<void> {
  const names = [storageClass, restoreCacheSpec(source, {}).storageClassName].filter((name) => name);
  await requireClasses(resources.storageClasses, [...new Set(names as string[])], ports);
}

async function chosenBy(snapshots: readonly Snapshot[], ports: RestoreToPorts): Promise<SnapshotWish> {
  if (snapshots.length === 0) return { kind: 'latest' };
  const { id } = await ports.choose(snapshots);
  return { kind: 'snapshot', name: id };
}

function specFor(
  original: PersistentVolumeClaim | undefined,
  { snapshot }: ChosenSnapshot,
  { key, like }: { readonly key: ObjectKey; readonly like: ClaimWish },
) {
  const made = restoredClaim(original, snapshot, like);
  if (made.kind === 'claim') return made.spec;
  if (made.kind === 'no-size') {
    const message = `How large PVC ${key.namespace}/${key.name} has to be is not known: snapshot ${shortId(snapshot.id)} does not say its size.`;
    throw new Failure('usage', message, { hint: 'say it with --capacity, such as --capacity 5Gi' });
  }
  const message = `${like.capacity ?? ''} is too small: snapshot ${shortId(snapshot.id)} has ${made.bytes} bytes.`;
  throw new Failure('refused', message, { hint: 'leave --capacity out, or ask for more' });
}

/** Its labels say that it is not complete; they are taken off when it is. */
function claimObject(
  key: ObjectKey,
  run: string,
  isKept: boolean,
  spec: NonNullable<PersistentVolumeClaim['spec']>,
): RestoreToPlan['claim'] {
  const labels = runLabels('restore', run);
  return { metadata: { ...key, labels, ...(isKept && { annotations: { [keepAnnotation]: 'true' } }) }, spec };
}
