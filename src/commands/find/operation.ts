import { Failure, type Outcome } from '../../errors.ts';
import type { FileEntry } from '../../files/file-entry.ts';
import type { ObjectKey } from '../../kubernetes/cluster.ts';
import { findFiles, type FoundFiles } from '../../repository/found-files.ts';
import type { LookAtSnapshots, SnapshotsPorts } from '../../repository/snapshots.ts';
import type { Snapshot } from '../../restic/snapshots.ts';
import { shellCommand } from '../../shell-command.ts';

export interface FindPatternRequest {
  readonly app: ObjectKey;
  readonly pattern: string;
  readonly ignoresCase: boolean;
}

/** A path that matches, in one snapshot or several. */
export interface FoundPath {
  /** The entry in `newest`. */
  readonly entry: FileEntry;
  readonly newest: Snapshot;
  readonly oldest: Snapshot;
  /** The number of snapshots that contain the path. */
  readonly count: number;
}

/** The paths that match a pattern in all snapshots of an app. */
export interface FoundPaths extends Omit<FoundFiles, 'matches'> {
  readonly pattern: string;
  /** By path. */
  readonly paths: readonly FoundPath[];
  readonly outcome: Outcome;
}

/** Finds paths by a shell pattern in all snapshots of an app. */
export async function findPaths(
  { app, pattern, ignoresCase }: FindPatternRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<FoundPaths> {
  const request = { app, pattern, ignoresCase, shorter: 'use more of the path' };
  const { matches, ...found } = await findFiles(request, options, ports);
  const paths = byPath(found.snapshots, matches);
  if (paths.length === 0 && found.gaps.length === 0) throw nothing(app, pattern, found.snapshots.length);
  return { ...found, pattern, paths, outcome: found.gaps.length === 0 ? 'ok' : 'unknown' };
}

/** The snapshots are sorted newest first, so the first one with a path is its newest. */
function byPath(
  snapshots: readonly Snapshot[],
  matches: ReadonlyMap<string, readonly FileEntry[]>,
): readonly FoundPath[] {
  const found = new Map<string, FoundPath>();
  for (const snapshot of snapshots) {
    for (const entry of matches.get(snapshot.id) ?? []) {
      const before = found.get(entry.path) ?? { entry, newest: snapshot, count: 0 };
      found.set(entry.path, { ...before, oldest: snapshot, count: before.count + 1 });
    }
  }
  return [...found.values()].sort((one, other) => (one.entry.path < other.entry.path ? -1 : 1));
}

function nothing({ namespace, name }: ObjectKey, pattern: string, snapshots: number): Failure {
  const message = `Nothing matches ${JSON.stringify(pattern)} in any of the ${snapshots} snapshots of ${namespace}/${name}.`;
  return new Failure('not-found', message, {
    hint: shellCommand`volsyncctl snapshots ls ${name} latest / -R -n ${namespace}`,
  });
}
