import type { FileEntry } from '../../../files/file-entry.ts';
import type { Snapshot } from '../../../restic/snapshots.ts';

/** How a path is in snapshots that follow one another: there, proven not to be there, or not readable. */
export type VersionState = 'present' | 'absent' | 'unknown';

/** One state of a path, over the snapshots in which it stayed the same. */
export interface Version {
  readonly state: VersionState;
  /** Of `present`. */
  readonly entry: FileEntry | undefined;
  readonly oldest: Snapshot;
  readonly newest: Snapshot;
  /** How many snapshots have it. */
  readonly count: number;
}

/** What was found, as far as it says how a path has changed. */
interface Facts {
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  readonly matches: ReadonlyMap<string, readonly FileEntry[]>;
  readonly gaps: readonly string[];
}

/**
 * The versions of a path, newest first. Two are the same where type, size, modification time, mode and owner are: restic's
 * search shows no content. Where restic could not read everything, no snapshot counts as one without the path.
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
