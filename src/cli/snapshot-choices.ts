import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { agoText } from '../text/age.ts';
import { countText, sizeText } from '../text/size.ts';
import { timeText } from '../text/time-text.ts';
import type { Choice } from './choose.ts';

/**
 * The snapshots of a backup, newest first: id, time, age, size and files; `hasChanges`: instead of the files, what
 * returning to it would undo, according to later backups.
 */
export function snapshotChoices(
  snapshots: readonly Snapshot[],
  now: Date,
  { hasChanges = false } = {},
): readonly Choice<Snapshot>[] {
  const newestFirst = snapshots.toSorted((a, b) => b.time.getTime() - a.time.getTime());
  return newestFirst.map((snapshot, index) => {
    const { id, time } = snapshot;
    const rest = hasChanges
      ? `${sizeOf(snapshot).padStart(9)}  ${changesText(newestFirst.slice(0, index))}`
      : [sizeOf(snapshot), ...filesOf(snapshot)].join(', ');
    const line = `${shortId(id)}  ${timeText(time)}  ${agoText(time, now).padEnd(8)}  ${rest}`;
    return { value: snapshot, line, short: `${shortId(id)} of ${timeText(time)}` };
  });
}

function sizeOf({ summary }: Snapshot): string {
  return summary === undefined ? '–' : sizeText(summary.bytes);
}

function filesOf({ summary }: Snapshot): readonly string[] {
  return summary === undefined ? [] : [countText(summary.files, 'file')];
}

/** Deduplicated: data that several of them added counts once. */
function changesText(newer: readonly Snapshot[]): string {
  if (newer.length === 0) return 'newest';
  const added = newer.map(({ summary }) => summary?.bytesAdded);
  if (!added.every((bytes) => bytes !== undefined)) return `${countText(newer.length, 'backup')} since`;
  return `${sizeText(added.reduce((sum, bytes) => sum + bytes, 0))} added since`;
}
