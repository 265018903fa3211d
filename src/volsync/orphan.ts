import type { KubeObject, OwnerReference } from '../kubernetes/objects.ts';
import { isRelated } from './related-objects.ts';
import type { Replication } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/** Label of everything that VolSync creates, with the value `volsync`. */
export const createdBy = 'app.kubernetes.io/created-by';

/** Label that forbids VolSync, and so everybody, to delete an object; its value is ignored. */
export const doNotDelete = 'volsync.backube/do-not-delete';

/** The existing objects that can own what VolSync creates, in all namespaces that were read. */
export interface PossibleOwners {
  readonly sources: readonly ReplicationSource[];
  readonly destinations: readonly ReplicationDestination[];
  /** VolSync's populator creates PVCs for PVCs. */
  readonly claims: readonly KubeObject[];
}

/**
 * `foreign`: the owner is of a kind that is not read. `stranger`: only a label says that VolSync created it, and
 * anybody can set that. `owner` is a display name such as `ReplicationSource web`.
 */
export type Ownership =
  { readonly kind: 'owned' } | { readonly kind: 'orphan' | 'foreign' | 'stranger'; readonly owner: string | undefined };

/**
 * The owner of an object that is labelled as created by VolSync. Kubernetes deletes it with its owner; an orphan was
 * kept by `kubectl delete --cascade=orphan`, released by VolSync, or restored by another program. Without an owner
 * reference, only a name that VolSync generates proves it to be VolSync's; VolSync reuses such objects when their owner
 * is recreated.
 */
export function ownership(object: KubeObject, kind: string, owners: PossibleOwners): Ownership {
  const { ownerReferences = [], labels = {}, namespace, name } = object.metadata;
  const here = <T extends KubeObject>(objects: readonly T[]) =>
    objects.filter(({ metadata }) => metadata.namespace === namespace);
  const sources = here(owners.sources);
  const destinations = here(owners.destinations);
  const uids = new Set([...sources, ...destinations, ...here(owners.claims)].map(({ metadata }) => metadata.uid));
  const cleanedUpBy = labels['volsync.backube/cleanup'];
  if (ownerReferences.some(({ uid }) => uids.has(uid))) return { kind: 'owned' };
  if (cleanedUpBy !== undefined && uids.has(cleanedUpBy)) return { kind: 'owned' };
  const unknown = ownerReferences.find((owner) => !isPossibleOwner(owner));
  if (unknown !== undefined) return { kind: 'foreign', owner: `${unknown.kind} ${unknown.name}` };
  const [gone] = ownerReferences;
  if (gone !== undefined) return { kind: 'orphan', owner: `${gone.kind} ${gone.name}` };
  const isNamedAfter =
    sources.some((source) => isRelated(source, 'ReplicationSource', { kind, name }) || isOther(source, name)) ||
    destinations.some((one) => isRelated(one, 'ReplicationDestination', { kind, name }) || isOther(one, name));
  if (isNamedAfter) return { kind: 'owned' };
  return { kind: isNamedByVolSync(kind, name) ? 'orphan' : 'stranger', owner: undefined };
}

/** Whether a PVC or VolumeSnapshot has a name that VolSync generates, for any owner. */
export function isNamedByVolSync(kind: string, name: string): boolean {
  if (kind === 'VolumeSnapshot') return /^volsync-.+-src$/.test(name) || /.-\d{14}$/.test(name);
  return (
    /^volsync-.+-(?:src|dest|dst|cache|config)$/.test(name) ||
    /^vs-prime-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)
  );
}

/** Whether a PVC of VolSync is a mover's cache, which holds nothing that is not in the repository. */
export function isCacheName(name: string): boolean {
  return /^volsync-.+-cache$/.test(name);
}

/** The PVCs that a replication names, whichever its mover: its source or destination, and those of `moverVolumes`. */
export function claimsNamedBy({ spec = {} }: Replication): readonly string[] {
  const movers = Object.values(spec).filter((value) => typeof value === 'object') as Mover[];
  const names = movers.flatMap(({ destinationPVC, moverVolumes = [] }) => [
    destinationPVC,
    ...moverVolumes.map(({ volumeSource }) => volumeSource?.persistentVolumeClaim?.claimName),
  ]);
  return ['sourcePVC' in spec ? spec.sourcePVC : undefined, ...names].filter((name) => name !== undefined);
}

interface Mover {
  readonly destinationPVC?: string;
  readonly moverVolumes?: readonly {
    readonly volumeSource?: { readonly persistentVolumeClaim?: { readonly claimName?: string } };
  }[];
}

function isPossibleOwner({ apiVersion, kind }: OwnerReference): boolean {
  if (kind === 'PersistentVolumeClaim') return apiVersion === 'v1';
  const isOfVolSync = apiVersion.startsWith('volsync.backube/');
  return isOfVolSync && (kind === 'ReplicationSource' || kind === 'ReplicationDestination');
}

/** Names of syncthing, of VolSync before 0.13, and of images of a PVC that another mover than restic fills. */
function isOther(owner: Replication, name: string): boolean {
  const { name: owned } = owner.metadata;
  if ([`volsync-${owned}-config`, `volsync-${owned}-cache`].includes(name)) return true;
  return claimsNamedBy(owner).some(
    (claim) => name.startsWith(`${claim}-`) && /^\d{14}$/.test(name.slice(claim.length + 1)),
  );
}
