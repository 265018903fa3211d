import { lastSyncOf } from '../../volsync/last-sync.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import type { SeenRepository } from './see-repositories.ts';

type Seen = SeenRepository & { readonly kind: 'seen' };

/** The other apps that back up into the same repository, as `namespace/name`, as far as it can be told. */
export function sharingApps(
  repository: Seen,
  { seen, around }: { readonly seen: readonly SeenRepository[]; readonly around: readonly ReplicationSource[] },
): readonly string[] {
  const others = [
    ...sameSecret(repository.source, around),
    ...sameSnapshots(repository, seen),
    ...claimingSnapshots(repository, around),
  ];
  return [...new Set(others)].sort();
}

/** Sources of the namespace that name the same Secret, whether they were asked for or not. */
function sameSecret({ metadata, spec }: ReplicationSource, around: readonly ReplicationSource[]): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== metadata.uid && other.metadata.namespace === metadata.namespace)
    .filter((other) => other.spec?.restic?.repository === spec?.restic?.repository)
    .map(nameOf);
}

/** A snapshot's id is a digest: two repositories that have one in common are the same. */
function sameSnapshots(one: Seen, seen: readonly SeenRepository[]): readonly string[] {
  const ids = new Set(one.snapshots.map(({ id }) => id));
  return seen
    .filter((other) => other !== one && other.kind === 'seen' && other.snapshots.some(({ id }) => ids.has(id)))
    .map(({ source }) => nameOf(source));
}

/** Sources that say of a snapshot in this repository that they have saved it, whether they were asked for or not. */
function claimingSnapshots({ source, snapshots }: Seen, around: readonly ReplicationSource[]): readonly string[] {
  return around
    .filter((other) => other.metadata.uid !== source.metadata.uid)
    .filter((other) => {
      const sync = lastSyncOf(other);
      return sync.kind === 'backup' && snapshots.some(({ id }) => id.startsWith(sync.snapshot));
    })
    .map(nameOf);
}

function nameOf({ metadata }: ReplicationSource): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
