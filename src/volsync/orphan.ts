import type { KubeObject } from '../kube/objects.ts';
import { isRelated } from './related-objects.ts';
import type { Replication } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/** Label of everything that VolSync makes, with the value `volsync`. */
export const createdBy = 'app.kubernetes.io/created-by';

/** Label that forbids VolSync, and so everybody, to delete an object; its value means nothing. */
export const doNotDelete = 'volsync.backube/do-not-delete';

/** What is there that can own what VolSync makes; of all namespaces that are looked at. */
export interface PossibleOwners {
  readonly sources: readonly ReplicationSource[];
  readonly destinations: readonly ReplicationDestination[];
  /** VolSync's populator makes claims for claims. */
  readonly claims: readonly KubeObject[];
}

/** `foreign`: the owner is of a kind that is not looked at. `owner` is as it can be named, such as `ReplicationSource web`. */
export type Ownership =
  { readonly kind: 'owned' } | { readonly kind: 'orphan' | 'foreign'; readonly owner: string | undefined };

/**
 * Whose an object is that VolSync has made. Kubernetes removes it with its owner, so that an orphan is one that was
 * kept by `kubectl delete --cascade=orphan`, released by VolSync, or restored by another program. An owner that is not
 * written on it is found by the names that VolSync gives: it takes its objects back when it is made anew.
 */
export function ownership(object: KubeObject, kind: string, owners: PossibleOwners): Ownership {
  const { ownerReferences = [], labels = {}, namespace } = object.metadata;
  const here = <T extends KubeObject>(objects: readonly T[]) =>
    objects.filter(({ metadata }) => metadata.namespace === namespace);
  const sources = here(owners.sources);
  const destinations = here(owners.destinations);
  const uids = new Set([...sources, ...destinations, ...here(owners.claims)].map(({ metadata }) => metadata.uid));
  const cleanedUpBy = labels['volsync.backube/cleanup'];
  if (ownerReferences.some(({ uid }) => uids.has(uid))) return { kind: 'owned' };
  if (cleanedUpBy !== undefined && uids.has(cleanedUpBy)) return { kind: 'owned' };
  const unknown = ownerReferences.find((owner) => !kinds.includes(owner.kind));
  if (unknown !== undefined) return { kind: 'foreign', owner: `${unknown.kind} ${unknown.name}` };
  const [gone] = ownerReferences;
  if (gone !== undefined) return { kind: 'orphan', owner: `${gone.kind} ${gone.name}` };
  const named = { kind, name: object.metadata.name };
  const isNamedAfter =
    sources.some((source) => isRelated(source, 'ReplicationSource', named) || isOther(source, named.name)) ||
    destinations.some((one) => isRelated(one, 'ReplicationDestination', named) || isOther(one, named.name));
  return isNamedAfter ? { kind: 'owned' } : { kind: 'orphan', owner: undefined };
}

/** The claims that a replication names, whatever its mover: its source or destination, and those of `moverVolumes`. */
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

const kinds = ['ReplicationSource', 'ReplicationDestination', 'PersistentVolumeClaim'];

/** Names of syncthing, of VolSync before 0.13, and of images of a claim that another mover than restic fills. */
function isOther(owner: Replication, name: string): boolean {
  const { name: owned } = owner.metadata;
  if ([`volsync-${owned}-config`, `volsync-${owned}-cache`].includes(name)) return true;
  return claimsNamedBy(owner).some(
    (claim) => name.startsWith(`${claim}-`) && /^\d{14}$/.test(name.slice(claim.length + 1)),
  );
}
