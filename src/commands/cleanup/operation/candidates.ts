import type { KubeObject } from '../../../kubernetes/objects.ts';
import { createdBy, isNamedByVolSync, ownership, type Ownership } from '../../../volsync/orphan.ts';
import { managedBy } from '../../../helper-pod/manifest.ts';
import type { CleanupSelector, LeftoverKind } from './leftover.ts';
import type { CleanupFacts } from './read-facts.ts';

/** A possible leftover, and its owner. */
export interface Candidate {
  readonly object: KubeObject;
  readonly kind: LeftoverKind;
  readonly madeBy: 'volsyncctl' | 'volsync';
  /** The command of volsyncctl that created it. */
  readonly owner: string | undefined;
  /** For an object that VolSync created. */
  readonly ownership?: Exclude<Ownership, { readonly kind: 'owned' }>;
}

/**
 * Everything that volsyncctl has created; with `withVolsync` also VolSync's objects without an owner, and the storage
 * of their VolumeSnapshots if that outlives them.
 */
export function findCandidates(facts: CleanupFacts, selector: CleanupSelector): readonly Candidate[] {
  const { pods, destinations, claims, snapshots, journals, leases, chosen } = facts;
  const byKind = [
    ...ofKind('Pod', pods),
    ...ofKind('ReplicationDestination', destinations),
    ...ofKind('PersistentVolumeClaim', claims),
    ...ofKind('VolumeSnapshot', snapshots),
    ...ofKind('ConfigMap', journals),
    ...ofKind('Lease', leases),
  ];
  const candidates = [
    ...byKind.flatMap(
      ({ kind, object }) => ours(kind, object) ?? (selector.withVolsync ? volsyncs(kind, object, facts) : []),
    ),
    ...ofContents(facts),
  ];
  return candidates
    .filter(({ object }) => chosen === undefined || chosen.has(object.metadata.uid ?? ''))
    .filter((one) => selector.named === undefined || selector.named.some((named) => isNamed(one, named)));
}

function isNamed({ kind, object }: Candidate, named: { readonly kind: LeftoverKind; readonly name: string }): boolean {
  return kind === named.kind && object.metadata.name === named.name;
}

function ofKind(kind: LeftoverKind, objects: readonly KubeObject[]) {
  return objects.map((object) => ({ kind, object }));
}

function ours(kind: LeftoverKind, object: KubeObject): readonly Candidate[] | undefined {
  const { labels = {} } = object.metadata;
  const isOurs = Object.entries(managedBy).every(([label, value]) => labels[label] === value);
  return isOurs ? [{ object, kind, madeBy: 'volsyncctl', owner: labels['app.kubernetes.io/component'] }] : undefined;
}

/** If owners could not be read, nothing counts as an orphan; that they could not be read is reported separately. */
function volsyncs(kind: LeftoverKind, object: KubeObject, facts: CleanupFacts): readonly Candidate[] {
  if (kind !== 'PersistentVolumeClaim' && kind !== 'VolumeSnapshot') return [];
  if (object.metadata.labels?.[createdBy] !== 'volsync') return [];
  if (facts.unread.some(({ resource }) => owners.includes(resource))) return [];
  const found = ownership(object, kind, facts);
  return found.kind === 'owned' ? [] : [{ object, kind, madeBy: 'volsync', owner: undefined, ownership: found }];
}

const owners = ['replicationsources', 'replicationdestinations', 'persistentvolumeclaims'];

/**
 * The VolumeSnapshotContents that `deletionPolicy: Retain` keeps of deleted VolumeSnapshots of VolSync and volsyncctl,
 * matched by UID. A content has no labels: only the VolumeSnapshot's name shows whose it was, so removal requires a
 * flag.
 */
function ofContents({ contents, snapshots, unread, namespace }: CleanupFacts): readonly Candidate[] {
  if (unread.some(({ resource }) => resource === 'volumesnapshots')) return [];
  const present = new Set(snapshots.map(({ metadata }) => metadata.uid));
  return contents.flatMap((object): readonly Candidate[] => {
    const { deletionPolicy, volumeSnapshotRef: of } = object.spec ?? {};
    const { name = '', uid } = of ?? {};
    const isInScope = namespace === undefined || of?.namespace === namespace;
    if (deletionPolicy !== 'Retain' || !isInScope || uid === undefined || present.has(uid)) return [];
    if (name.startsWith('volsyncctl-')) {
      return [{ object, kind: 'VolumeSnapshotContent', madeBy: 'volsyncctl', owner: undefined }];
    }
    const isVolSyncs = isNamedByVolSync('VolumeSnapshot', name);
    return isVolSyncs ? [{ object, kind: 'VolumeSnapshotContent', madeBy: 'volsync', owner: undefined }] : [];
  });
}
