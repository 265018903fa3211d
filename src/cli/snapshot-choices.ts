import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { agoText } from '../text/age.ts';
import { countText, sizeText } from '../text/size.ts';
import { timeText } from '../text/time-text.ts';
import type { Choice } from './choose.ts';

/** The snapshots of a backup, newest first: id, time, age, size and files; `hasChanges`: also what later backups found changed. */
export function snapshotChoices(
  snapshots: readonly Snapshot[],
  now: Date,
  { hasChanges = false } = {},
): readonly Choice<Snapshot>[] {
  const newestFirst = snapshots.toSorted((a, b) => b.time.getTime() - a.time.getTime());
  const sizes = newestFirst.map(({ summary }) =>
    summary === undefined ? '–' : `${sizeText(summary.bytes)}, ${countText(summary.files, 'file')}`,
  );
  const width = Math.max(...sizes.map((size) => size.length));
  return newestFirst.map((snapshot, index) => {
    const { id, time } = snapshot;
    const size = sizes[index] ?? '–';
    const changes = hasChanges ? `${size.padEnd(width)}  ${changesText(newestFirst.slice(0, index))}` : size;
    const line = `${shortId(id)}  ${timeText(time)}  ${agoText(time, now).padEnd(8)}  ${changes}`;
    return { value: snapshot, line, short: `${shortId(id)} of ${timeText(time)}` };
  });
}

/** What going back past these backups takes back. A file that several of them found changed counts each time. */
function changesText(newer: readonly Snapshot[]): string {
  if (newer.length === 0) return 'newest';
  const counts = newer.map(({ summary }) => summary?.filesChanged);
  const total = counts.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  return total === undefined
    ? `${countText(newer.length, 'backup')} since`
    : `${countText(total, 'file')} changed since`;
}
