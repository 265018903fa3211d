import { shortId, type Snapshot } from './snapshots.ts';

/** The ids of a snapshot: its own, and its previous ones as far as they are known. */
export function idsOf(snapshot: Snapshot, snapshots: readonly Snapshot[]): readonly string[] {
  if (snapshot.original === undefined) return [snapshot.id];
  const ids = new Set([snapshot.id]);
  for (let original: string | undefined = snapshot.original; original !== undefined && !ids.has(original);) {
    const id: string = original;
    ids.add(id);
    original = snapshots.find((one) => one.id === id)?.original;
  }
  return [...ids];
}

/** The snapshots that have, or had, an id with the prefix `name`, of at least 8 digits. */
export function snapshotsCalled(name: string | undefined, snapshots: readonly Snapshot[]): readonly Snapshot[] {
  if (name === undefined) return [];
  return (byShortId(snapshots).get(shortId(name)) ?? []).filter((snapshot) =>
    idsOf(snapshot, snapshots).some((id) => id.startsWith(name)),
  );
}

/** In a fleet every repository is searched for the snapshots of every app. */
const indexes = new WeakMap<readonly Snapshot[], ReadonlyMap<string, readonly Snapshot[]>>();

function byShortId(snapshots: readonly Snapshot[]): ReadonlyMap<string, readonly Snapshot[]> {
  const found = indexes.get(snapshots);
  if (found !== undefined) return found;
  const index = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    for (const id of idsOf(snapshot, snapshots)) {
      const same = index.get(shortId(id)) ?? [];
      index.set(shortId(id), [...same, snapshot]);
    }
  }
  indexes.set(snapshots, index);
  return index;
}
