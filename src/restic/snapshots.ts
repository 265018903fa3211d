import type { ForeignText } from '../foreign-text.ts';

/** The numbers that restic ≥ 0.17 keeps with a snapshot; undefined where an older one made it. Sizes in bytes. */
export interface SnapshotSummary {
  readonly files: number;
  readonly bytes: number;
  readonly bytesAdded: number | undefined;
  /** After compression. */
  readonly bytesStored: number | undefined;
  /** When restic began to read; `restic rewrite` leaves it as it is. */
  readonly backupStart?: Date;
  /** How many files the backup read: more than `files` where `restic rewrite` has left some out since. */
  readonly filesRead?: number;
}

/** One snapshot in a repository. */
export interface Snapshot {
  /** The whole id, 64 hexadecimal digits. */
  readonly id: string;
  readonly time: Date;
  readonly host: ForeignText;
  readonly paths: readonly ForeignText[];
  /** Where there are any. */
  readonly tags?: readonly ForeignText[];
  readonly parent: string | undefined;
  /** The whole id that it had before `restic tag`, `rewrite` or `copy` gave it a new one. */
  readonly original?: string;
  readonly summary: SnapshotSummary | undefined;
}

/** As restic shows an id, and as the mover's log names it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/**
 * Reads what `restic snapshots --json` prints, newest first. Throws where it is not understood: a snapshot that is passed
 * over might be the one that counts.
 */
export function readSnapshots(lines: readonly string[]): readonly Snapshot[] {
  const parsed: unknown = JSON.parse(lines.join(''));
  if (!Array.isArray(parsed)) throw new Error('restic snapshots printed no list');
  return parsed.map(snapshotOf).toSorted((a, b) => b.time.getTime() - a.time.getTime());
}

/** Reads the line with which `restic ls --json` begins. */
export function readListedSnapshot(line: string): Snapshot {
  return snapshotOf(JSON.parse(line));
}

/** Whether VolSync's mover made it: it backs up `/data` as the host `volsync`. */
export function isMoverSnapshot({ host, paths }: Snapshot): boolean {
  return host === 'volsync' && paths.length === 1 && paths[0] === '/data';
}

function snapshotOf(value: unknown): Snapshot {
  const { id, time, hostname, paths, tags, parent, original, summary } = value as Readonly<Record<string, unknown>>;
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
