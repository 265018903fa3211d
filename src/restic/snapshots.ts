import type { ForeignText } from '../foreign-text.ts';

/** The statistics that restic ≥ 0.17 stores with a snapshot; undefined if an older restic made it. Sizes in bytes. */
export interface SnapshotSummary {
  readonly files: number;
  readonly bytes: number;
  readonly bytesAdded: number | undefined;
  /** After compression. */
  readonly bytesStored: number | undefined;
  /** When restic began to read; `restic rewrite` keeps it. */
  readonly backupStart?: Date;
  /** How many files the backup read: more than `files` if `restic rewrite` has removed some. */
  readonly filesRead?: number;
}

/** One snapshot in a repository. */
export interface Snapshot {
  /** The full id, 64 hexadecimal digits. */
  readonly id: string;
  readonly time: Date;
  readonly host: ForeignText;
  readonly paths: readonly ForeignText[];
  /** Undefined if there are none. */
  readonly tags?: readonly ForeignText[];
  readonly parent: string | undefined;
  /** The full id before `restic tag`, `rewrite` or `copy` changed it. */
  readonly original?: string;
  /** The id of its top folder, a digest of all names, attributes and content: `restic copy` keeps it. */
  readonly tree?: string;
  readonly summary: SnapshotSummary | undefined;
}

/** The id as restic displays it and as the mover's log names it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/**
 * Parses `restic snapshots --json`, newest first. Throws if it is malformed: a skipped snapshot might be the one that
 * matters.
 */
export function readSnapshots(lines: readonly string[]): readonly Snapshot[] {
  const parsed: unknown = JSON.parse(lines.join(''));
  if (!Array.isArray(parsed)) throw new Error('restic snapshots printed no list');
  return parsed.map(snapshotOf).toSorted((a, b) => b.time.getTime() - a.time.getTime());
}

/** Parses the first line of `restic ls --json`. */
export function readListedSnapshot(line: string): Snapshot {
  return snapshotOf(JSON.parse(line));
}

/** Whether VolSync's mover made it: it backs up `/data` with the host name `volsync`. */
export function isMoverSnapshot({ host, paths }: Snapshot): boolean {
  return host === 'volsync' && paths.length === 1 && paths[0] === '/data';
}

function snapshotOf(value: unknown): Snapshot {
  const { id, time, hostname, paths, tags, parent, original, tree, summary } = value as Readonly<
    Record<string, unknown>
  >;
  const moment = new Date(String(time));
  if (typeof id !== 'string' || !/^[0-9a-f]{8,64}$/.test(id) || Number.isNaN(moment.getTime())) {
    throw new Error('restic snapshots printed something that is no snapshot');
  }
  return {
    id,
    time: moment,
    host: String(hostname),
    paths: Array.isArray(paths) ? paths.map(String) : [],
    ...(Array.isArray(tags) && { tags: tags.map(String) }),
    parent: typeof parent === 'string' ? parent : undefined,
    ...(typeof original === 'string' && { original }),
    ...(typeof tree === 'string' && { tree }),
    summary: summaryOf(summary),
  };
}

function summaryOf(value: unknown): SnapshotSummary | undefined {
  const summary = (value ?? {}) as Readonly<Record<string, unknown>>;
  const number = (key: string): number | undefined => (typeof summary[key] === 'number' ? summary[key] : undefined);
  const [files, bytes] = [number('total_files_processed'), number('total_bytes_processed')];
  if (files === undefined || bytes === undefined) return undefined;
  const backupStart = new Date(String(summary['backup_start']));
  const [added, changed, unmodified] = ['files_new', 'files_changed', 'files_unmodified'].map(number);
  return {
    ...{ files, bytes, bytesAdded: number('data_added'), bytesStored: number('data_added_packed') },
    ...(!Number.isNaN(backupStart.getTime()) && { backupStart }),
    ...(added !== undefined &&
      changed !== undefined &&
      unmodified !== undefined && { filesRead: added + changed + unmodified }),
  };
}
