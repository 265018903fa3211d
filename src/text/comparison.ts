import type { Difference, DifferenceKind } from '../comparison/difference.ts';
import type { FileEntry } from '../files/file-entry.ts';
import type { Comparison } from '../comparison/comparison.ts';
import { entriesIn, type Tally } from '../files/tally.ts';
import { pathText } from './path-text.ts';
import { sizeText } from './size.ts';
import { kindCounts } from './snapshot-files.ts';

/** JSON document of a comparison between a volume and a snapshot. */
export function comparisonDocument({ verdict, why, examples, movingDifferences, byFsGroup, ...totals }: Comparison) {
  return {
    verdict,
    details: why,
    totals,
    changedMeanwhile: movingDifferences,
    byFsGroup,
    differences: examples.map(entryDocuments),
  };
}

/** Lines that describe what a restore would change in a volume. */
export function changeLines(comparison: Comparison, deletesExtraFiles: boolean | undefined): readonly string[] {
  const { changed, onlyInSnapshot, onlyInVolume, caches, unchanged, attributes, moving } = comparison;
  const extra = deletesExtraFiles === undefined ? 'not in the snapshot' : deletesExtraFiles ? 'deleted' : 'stay';
  const lines = [
    ['~', changed, 'changed'],
    ['+', onlyInSnapshot, entriesIn(onlyInSnapshot) === 1 ? 'comes back' : 'come back'],
    ['-', onlyInVolume, extra, 'only-in-volume'],
    ['-', caches, `in caches (CACHEDIR.TAG) ${extra}`, 'cache'],
    [' ', attributes, 'with a different owner, mode or time'],
    [' ', moving, 'written meanwhile'],
  ] as const;
  return [
    ...lines
      .filter(([, tally]) => entriesIn(tally) > 0)
      .map(([sign, tally, word, kind]) => {
        return `${sign} ${tallyText(tally)} ${word}${kind === undefined ? '' : named(comparison, kind, tally)}`;
      }),
    `  ${tallyText(unchanged)} unchanged`,
  ];
}

/** `3 files, 1 folder (18.4 MiB)`. */
export function tallyText(tally: Tally): string {
  return `${kindCounts(tally)}${tally.bytes === 0 ? '' : ` (${sizeText(tally.bytes)})`}`;
}

const namedPaths = 3;

function named({ examples }: Comparison, wanted: DifferenceKind, tally: Tally): string {
  const paths = examples.filter(({ kind }) => kind === wanted).map(({ path }) => pathText(path));
  const rest = entriesIn(tally) - Math.min(namedPaths, paths.length);
  return `: ${paths.slice(0, namedPaths).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function entryDocuments({ inVolume, inSnapshot, ...difference }: Difference) {
  return {
    ...difference,
    inVolume: inVolume && fileDocument(inVolume),
    inSnapshot: inSnapshot && fileDocument(inSnapshot),
  };
}

function fileDocument(entry: FileEntry) {
  return { ...attributesDocument(entry), target: entry.target };
}

/** Times to the nanosecond if known; a year that cannot be represented is null. */
export function attributesDocument({ type, mode, uid, gid, size, time }: FileEntry) {
  return {
    type,
    size,
    mode: mode.toString(8).padStart(4, '0'),
    uid,
    gid,
    time: Number.isNaN(time.getTime()) ? null : time.toISOString(),
  };
}
