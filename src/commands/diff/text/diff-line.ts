import type { FileEntry } from '../../../files/file-entry.ts';
import type { Difference, DifferenceField, DifferenceKind } from '../../../comparison/difference.ts';
import { modeText } from '../../../text/file-mode.ts';
import { pathText } from '../../../text/path-text.ts';
import { sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';

/** One path that is not the same: what it is, its name, and how the sides differ, the snapshot's first. */
export function differenceLine(difference: Difference, style: Style): string {
  const { kind, path, inVolume, inSnapshot, isMoving, why } = difference;
  const entry = inVolume ?? inSnapshot;
  const name = entry?.type === 'dir' ? `${pathText(path)}/` : pathText(path);
  const words = [
    ...fieldTexts(difference),
    ...(why === undefined ? [] : [`${why}${ownerOf(inVolume)}`]),
    ...(kind === 'moving' ? ['changed during the comparison'] : isMoving ? ['still being written'] : []),
  ];
  const details = words.length === 0 ? sizeOf(entry) : `  ${words.join(', ')}`;
  return `${paint(kind, style)(letterOf(difference))} ${name}${style.quiet(details)}`;
}

function letterOf({ kind, fields }: Difference): string {
  return kind === 'changed' && fields.includes('type') ? 'T' : letters[kind];
}

const letters: Readonly<Record<DifferenceKind, string>> = {
  changed: 'M',
  'only-in-volume': '+',
  cache: '+',
  'only-in-snapshot': '-',
  attributes: 'U',
  unreadable: '?',
  moving: '?',
};

function paint(kind: DifferenceKind, style: Style): (text: string) => string {
  if (kind === 'only-in-volume') return style.good;
  if (kind === 'only-in-snapshot') return style.bad;
  return kind === 'attributes' ? style.quiet : style.warning;
}

function fieldTexts({ fields, inSnapshot, inVolume }: Difference): readonly string[] {
  if (inSnapshot === undefined || inVolume === undefined) return [];
  return fields.map((field) => {
    const [before, now] = [valueOf(field, inSnapshot), valueOf(field, inVolume)];
    return before === now ? sameText(field, before) : `${before} → ${now}`;
  });
}

/** A content may differ at the same size, and times may differ by less than is shown. */
function sameText(field: DifferenceField, value: string): string {
  return field === 'time' ? `${value}, less than a second apart` : value;
}

function valueOf(field: DifferenceField, entry: FileEntry): string {
  switch (field) {
    case 'content':
      return sizeText(entry.size ?? 0);
    case 'type':
      return entry.type;
    case 'target':
      return pathText(entry.target ?? '');
    case 'mode':
      return modeText(entry);
    case 'owner':
      return `${entry.uid}:${entry.gid}`;
    case 'time':
      return Number.isNaN(entry.time.getTime()) ? 'a time out of range' : timeText(entry.time);
  }
}

function ownerOf(entry: FileEntry | undefined): string {
  return entry === undefined ? '' : ` (${modeText(entry)} of ${entry.uid}:${entry.gid})`;
}

function sizeOf(entry: FileEntry | undefined): string {
  return entry?.size === undefined ? '' : `  ${sizeText(entry.size)}`;
}
