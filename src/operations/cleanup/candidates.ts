import type { KubeObject } from '../../kube/objects.ts';
import { createdBy, ownership, type Ownership } from '../../volsync/orphan.ts';
import { managedBy } from '../helper-pod/manifest.ts';
import type { LeftoverKind } from './leftover.ts';
import type { CleanupFacts } from './read-facts.ts';

/** An object that may be left over, and whose it is. */
export interface Candidate {
  readonly object: KubeObject;
  readonly kind: LeftoverKind;
  readonly madeBy: 'volsyncctl' | 'volsync';
  /** The command of volsyncctl that made it. */
  readonly owner: string | undefined;
  /** Of what VolSync made. */
  readonly ownership?: Exclude<Ownership, { readonly kind: 'owned' }>;
}

/** All that volsyncctl has made, and with `withVolsync` what VolSync has made and nobody owns. */
export function findCandidates(facts: CleanupFacts, withVolsync: boolean): readonly Candidate[] {
  const { pods, destinations, claims, snapshots, journals, chosen } = facts;
  const byKind = [
    ...ofKind('Pod', pods),
    ...ofKind('ReplicationDestination', destinations),
    ...ofKind('PersistentVolumeClaim', claims),
    ...ofKind('VolumeSnapshot', snapshots),
    ...ofKind('ConfigMap', journals),
  ];
  return byKind
    .filter(({ object }) => chosen === undefined || chosen.has(object.metadata.uid ?? ''))
    .flatMap(({ kind, object }) => ours(kind, object) ?? (withVolsync ? volsyncs(kind, object, facts) : []));
}

function ofKind(kind: LeftoverKind, objects: readonly KubeObject[]) {
  return objects.map((object) => ({ kind, object }));
}

function ours(kind: LeftoverKind, object: KubeObject): readonly Candidate[] | undefined {
  const { labels = {} } = object.metadata;
  const isOurs = Object.entries(managedBy).every(([label, value]) => labels[label] === value);
  return isOurs ? [{ object, kind, madeBy: 'volsyncctl', owner: labels['app.kubernetes.io/component'] }] : undefined;
}

/** Without the owners nothing is an orphan; that they could not be read is told for itself. */
function volsyncs(kind: LeftoverKind, object: KubeObject, facts: CleanupFacts): readonly Candidate[] {
  if (kind !== 'PersistentVolumeClaim' && kind !== 'VolumeSnapshot') return [];
  if (object.metadata.labels?.[createdBy] !== 'volsync') return [];
  if (facts.unread.some(({ resource }) => owners.includes(resource))) return [];
  const found = ownership(object, kind, facts);
  return found.kind === 'owned' ? [] : [{ object, kind, madeBy: 'volsync', owner: undefined, ownership: found }];
}

const owners = ['replicationsources', 'replicationdestinations', 'persistentvolumeclaims'];
