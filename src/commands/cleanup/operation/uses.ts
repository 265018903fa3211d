import type { KubeObject, PersistentVolumeClaim, Pod, PodSpec } from '../../../kubernetes/objects.ts';
import { destinationNames } from '../../../volsync/mover-names.ts';
import { claimsNamedBy, createdBy } from '../../../volsync/orphan.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination } from '../../../volsync/types.ts';
import type { LeftoverKind } from './leftover.ts';
import type { CleanupFacts } from './read-facts.ts';

/**
 * Something that needs an object. `by` is the UID of the user, or of what it is removed with; undefined for the
 * object's own work.
 */
export interface Use {
  readonly by: string | undefined;
  readonly words: string;
}

/** Everything that uses an object now or is about to. */
export function usesOf(object: KubeObject, kind: LeftoverKind, facts: CleanupFacts): readonly Use[] {
  switch (kind) {
    case 'PersistentVolumeClaim':
      return claimUses(object, facts);
    case 'VolumeSnapshot':
      return snapshotUses(object, facts);
    case 'ReplicationDestination':
      return destinationUses(object, facts);
    case 'Pod':
    case 'ConfigMap':
    case 'Lease':
    case 'VolumeSnapshotContent':
      return [];
  }
}

function claimUses({ metadata: { name, namespace } }: KubeObject, facts: CleanupFacts): readonly Use[] {
  const here = inNamespace(namespace);
  const pods = facts.pods.filter(here).filter((pod) => !hasEnded(pod) && mountedBy(pod.spec, pod).includes(name));
  const beingMade = facts.snapshots
    .filter(here)
    .filter(({ spec, status }) => spec?.source?.persistentVolumeClaimName === name && status?.readyToUse !== true);
  const replications = [
    ...facts.sources.filter(here).map((object) => ({ kind: 'ReplicationSource', object })),
    ...facts.destinations.filter(here).map((object) => ({ kind: 'ReplicationDestination', object })),
  ];
  return [
    ...pods.flatMap((pod) => podUse(pod, facts)),
    ...beingMade.map((snapshot) => use(snapshot, `volumesnapshot/${snapshot.metadata.name} is being made of it`)),
    ...filledFrom('PersistentVolumeClaim', name, namespace, facts),
    ...replications
      .filter(({ object }) => claimsNamedBy(object).includes(name))
      .map(({ kind, object }) => use(object, `${kind} ${object.metadata.name} names it`)),
    ...imageOf('PersistentVolumeClaim', name, namespace, facts),
    ...facts.workloads
      .filter(({ object }) => here(object) && mountedBy(templateOf(object)).includes(name))
      .map(({ kind, object }) => use(object, `${kind} ${object.metadata.name} mounts it`)),
  ];
}

/**
 * The mover of a ReplicationDestination is removed with it: while Kubernetes is still deleting the pods of a deleted
 * one, the deletion of its PVC waits for them.
 */
function podUse(pod: Pod, facts: CleanupFacts): readonly Use[] {
  const words = `pod/${pod.metadata.name} mounts it`;
  const job = pod.metadata.labels?.['job-name'] ?? '';
  const isRestore = job.startsWith('volsync-dst-') && pod.metadata.labels?.[createdBy] === 'volsync';
  if (!isRestore) return [use(pod, words)];
  const destination = facts.destinations
    .filter(inNamespace(pod.metadata.namespace))
    .find(({ metadata }) => destinationNames(metadata.name).job === job);
  return destination === undefined ? [] : [use(destination, words)];
}

function snapshotUses({ metadata }: KubeObject, facts: CleanupFacts): readonly Use[] {
  const { name, namespace, labels = {} } = metadata;
  const populating = facts.claims.filter(({ metadata: { uid = '' } }) => `${populatedClaim}${uid}` in labels);
  return [
    ...filledFrom('VolumeSnapshot', name, namespace, facts),
    ...imageOf('VolumeSnapshot', name, namespace, facts),
    ...populating.map((claim) => use(claim, `VolSync fills pvc/${claim.metadata.name} from it`)),
  ];
}

/** Everything that a destination owns is removed with it. */
function destinationUses(object: ReplicationDestination, facts: CleanupFacts): readonly Use[] {
  const { name, namespace, uid } = object.metadata;
  const isOwned = ({ metadata }: KubeObject) => metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
  const restoring: readonly Use[] =
    isSyncing(object) && object.spec?.paused !== true && !isFailing(object)
      ? [{ by: undefined, words: 'its restore is running' }]
      : [];
  const ofOwned = [
    ...facts.claims.filter(isOwned).flatMap((claim) => named(claim, 'pvc', claimUses(claim, facts))),
    ...facts.snapshots.filter(isOwned).flatMap((one) => named(one, 'volumesnapshot', snapshotUses(one, facts))),
  ];
  return [
    ...restoring,
    ...filledFrom('ReplicationDestination', name, namespace, facts),
    ...ofOwned.filter(({ by }) => by !== uid),
  ];
}

/** VolSync retries a restore forever; the result of the last attempt stays until one succeeds. */
function isFailing({ status }: ReplicationDestination): boolean {
  return status?.latestMoverStatus?.result === 'Failed';
}

/** Label that VolSync's populator sets on a snapshot, with the UID of the PVC that is filled from it. */
const populatedClaim = 'volsync.backube/volpop-pvc-';

function named({ metadata }: KubeObject, kind: string, uses: readonly Use[]): readonly Use[] {
  return uses.map(({ by, words }) => ({ by, words: `of its ${kind}/${metadata.name}: ${words}` }));
}

/** PVCs without a volume that wait for data from it. */
function filledFrom(kind: string, name: string, namespace: string | undefined, facts: CleanupFacts): readonly Use[] {
  return facts.claims
    .filter((claim) => claim.status?.phase !== 'Bound')
    .filter((claim) =>
      sourcesOf(claim).some((from) => from.kind === kind && from.name === name && from.namespace === namespace),
    )
    .map((claim) => use(claim, `pvc/${claim.metadata.name} waits to be filled from it`));
}

function sourcesOf({ metadata, spec }: PersistentVolumeClaim) {
  const { dataSource, dataSourceRef } = spec ?? {};
  return [dataSource, dataSourceRef]
    .filter((from) => from !== undefined)
    .map((from) => ({ ...from, namespace: ('namespace' in from ? from.namespace : undefined) ?? metadata.namespace }));
}

function imageOf(kind: string, name: string, namespace: string | undefined, facts: CleanupFacts): readonly Use[] {
  return facts.destinations
    .filter(inNamespace(namespace))
    .filter(({ status }) => status?.latestImage?.kind === kind && status.latestImage.name === name)
    .map((one) => use(one, `it is the latestImage of ReplicationDestination ${one.metadata.name}`));
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function mountedBy(spec: PodSpec | undefined, pod?: Pod): readonly string[] {
  return (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => [
    ...(persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName]),
    // Kubernetes gives the PVC of such a volume this name.
    ...(ephemeral === undefined || pod === undefined ? [] : [`${pod.metadata.name}-${name}`]),
  ]);
}

function templateOf(object: CleanupFacts['workloads'][number]['object']): PodSpec | undefined {
  const { spec } = object;
  if (spec === undefined) return undefined;
  return 'jobTemplate' in spec
    ? spec.jobTemplate.spec?.template?.spec
    : 'template' in spec
      ? spec.template.spec
      : undefined;
}

function inNamespace(namespace: string | undefined): (object: KubeObject) => boolean {
  return ({ metadata }) => metadata.namespace === namespace;
}

function use({ metadata }: KubeObject, words: string): Use {
  return { by: metadata.uid, words };
}
