import { modeText } from '../../../text/file-mode.ts';
import { fileTimeText } from '../text/file-time.ts';
import { padded, shortened, widthOf } from '../text/fit-width.ts';
import { pathText } from '../../../text/path-text.ts';
import { sizeText } from '../../../text/size.ts';
import { timeText } from '../../../text/time-text.ts';
import type { NamedEntry } from './folder-listing.ts';

/** The widths of the parts of a row; 0 for a part that does not fit. */
export interface RowWidths {
  readonly name: number;
  readonly size: number;
  readonly time: number;
  readonly owner: number;
  readonly mode: number;
}

/**
 * The parts of a row on a terminal of this width; a narrow one drops them from the right, a wide one shows full times.
 */
export function rowWidths(columns: number, ownerWidth: number): RowWidths {
  const fixed = { size: 10, time: columns >= wideFrom ? 19 : 11, owner: Math.max(9, ownerWidth), mode: 10 };
  for (const left of [[], ['mode'], ['mode', 'owner'], ['mode', 'owner', 'time']]) {
    const kept = Object.entries(fixed).map(([part, width]) => [part, left.includes(part) ? 0 : width] as const);
    const name = columns - kept.reduce((sum, [, width]) => sum + (width === 0 ? 0 : width + gap.length), 0);
    if (name >= leastName) return { ...fixed, ...Object.fromEntries(kept), name };
  }
  return { name: Math.max(1, columns), size: 0, time: 0, owner: 0, mode: 0 };
}

/** An entry as one line of these widths, without trailing blanks. */
export function fileRow({ entry, name }: NamedEntry, widths: RowWidths, now: Date): string {
  const { type, size, time, uid, gid } = entry;
  const timeShown = widths.time < 19 ? fileTimeText(time, now) : timeText(time);
  const cells = [
    padded(nameText({ entry, name }, widths.name), widths.name),
    rightAligned(type === 'dir' || size === undefined ? '–' : sizeText(size), widths.size),
    padded(timeShown, widths.time),
    padded(`${uid}:${gid}`, widths.owner),
    modeText(entry),
  ];
  const shown = [widths.name, widths.size, widths.time, widths.owner, widths.mode];
  return cells
    .filter((_, column) => shown[column] !== 0)
    .join(gap)
    .trimEnd();
}

const gap = '  ';
const wideFrom = 120;
const leastName = 20;

/** A link shows its target if both fit. */
function nameText({ entry, name }: NamedEntry, width: number): string {
  if (entry.type === 'dir') return shortened(pathText(`${name}/`), width);
  const own = pathText(name);
  if (entry.target === undefined) return shortened(own, width);
  const rest = width - widthOf(own) - ' → '.length;
  return rest < 8 ? shortened(own, width) : `${own} → ${shortened(pathText(entry.target), rest)}`;
}

function rightAligned(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
