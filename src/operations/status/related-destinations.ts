import type { ObjectKey } from '../../kube/cluster.ts';
import type { PersistentVolumeClaim } from '../../kube/objects.ts';
import { isOverwrittenBy } from '../../volsync/destination-refusals.ts';
import type { ReplicationDestination, ReplicationSource } from '../../volsync/types.ts';
import type { RelatedDestination } from './app-status.ts';
import type { NamespaceObjects } from './read-namespace.ts';

/** A destination and what it has to do with an app. */
export interface Related {
  readonly object: ReplicationDestination;
  readonly relation: RelatedDestination['relation'];
}

/** The destinations that fill an app's PVC or use its repository; for a name without a source, the one of that name. */
export function relatedDestinations(
  key: ObjectKey,
  source: ReplicationSource | undefined,
  { destinations, claims }: NamespaceObjects,
): readonly Related[] {
  if ('why' in destinations) return [];
  const relationOf =
    source === undefined
      ? ({ metadata }: ReplicationDestination) => (metadata.name === key.name ? 'itself' : undefined)
      : relationTo(source, claims);
  return destinations.value.flatMap((object) => {
    const relation = relationOf(object);
    return relation === undefined ? [] : [{ object, relation }];
  });
}

function relationTo(source: ReplicationSource, claims: NamespaceObjects['claims']) {
  const { spec = {} } = source;
  const claim = 'why' in claims ? undefined : claims.value.find(({ metadata }) => metadata.name === spec.sourcePVC);
  const secret = spec.restic?.repository;
  return (destination: ReplicationDestination): Related['relation'] | undefined => {
    if (isOverwrittenBy(source, destination)) return 'writes-volume';
    if (isFilledFrom(claim, destination.metadata.name)) return 'fills-volume';
    return secret !== undefined && destination.spec?.restic?.repository === secret ? 'same-repository' : undefined;
  };
}

function isFilledFrom(claim: PersistentVolumeClaim | undefined, name: string): boolean {
  const reference = claim?.spec?.dataSourceRef;
  return reference?.kind === 'ReplicationDestination' && reference.name === name;
}
