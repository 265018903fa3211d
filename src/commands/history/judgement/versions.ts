import type { FileEntry } from '../../../files/file-entry.ts';
import type { Snapshot } from '../../../restic/snapshots.ts';

/** The state of a path in consecutive snapshots: present, proven to be absent, or not readable. */
export type VersionState = 'present' | 'absent' | 'unknown';

/** One version of a path, over the snapshots in which it stayed the same. */
export interface Version {
  readonly state: VersionState;
  /** For `present`. */
  readonly entry: FileEntry | undefined;
  readonly oldest: Snapshot;
  readonly newest: Snapshot;
  /** The number of snapshots that contain it. */
  readonly count: number;
}

/** The facts that show how a path has changed. */
interface Facts {
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  readonly matches: ReadonlyMap<string, readonly FileEntry[]>;
  readonly gaps: readonly string[];
}

/**
 * The versions of a path, newest first. Two are the same if type, size, modification time, mode and owner are equal:
 * restic's search does not show content. If restic could not read everything, no snapshot counts as one without the
 * path.
 */
export function versionsOf(path: string, { snapshots, matches, gaps }: Facts): readonly Version[] {
  const versions: Version[] = [];
  for (const snapshot of snapshots) {
    const entry = matches.get(snapshot.id)?.find((match) => match.path === path);
    const state: VersionState = entry !== undefined ? 'present' : gaps.length > 0 ? 'unknown' : 'absent';
    const last = versions.at(-1);
    if (last?.state === state && isSame(last.entry, entry)) {
      versions[versions.length - 1] = { ...last, oldest: snapshot, count: last.count + 1 };
    } else {
      versions.push({ state, entry, oldest: snapshot, newest: snapshot, count: 1 });
    }
  }
  return versions;
}

function isSame(one: FileEntry | undefined, other: FileEntry | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return identity(one) === identity(other);
}

function identity({ type, size, time, mode, uid, gid }: FileEntry): string {
  return JSON.stringify([type, size, time.getTime(), mode, uid, gid]);
}
