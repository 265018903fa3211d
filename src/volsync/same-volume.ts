import type { ReplicationSource } from './types.ts';

/** The other ReplicationSources that back up the same PVC, by namespace and name. */
export function sourcesOfSameVolume(
  source: ReplicationSource,
  around: readonly ReplicationSource[],
): readonly ReplicationSource[] {
  return around.filter((other) => other.metadata.uid !== source.metadata.uid && isSameVolume(source, other));
}

/** Whether two ReplicationSources back up the same PVC. */
export function isSameVolume(one: ReplicationSource, other: ReplicationSource): boolean {
  const claim = one.spec?.sourcePVC ?? '';
  return claim !== '' && claim === other.spec?.sourcePVC && one.metadata.namespace === other.metadata.namespace;
}
