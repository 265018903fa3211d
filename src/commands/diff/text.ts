import { comparisonDocument } from '../../text/comparison.ts';
import type { FileEntry } from '../../files/file-entry.ts';
import { entriesIn, type Tally } from '../../files/tally.ts';
import type { DiffResult } from '../../comparison/diff.ts';
import { shortId } from '../../restic/snapshots.ts';
import { durationText } from '../../text/age.ts';
import { pathText } from '../../text/path-text.ts';
import { plainLine } from '../../foreign-text.ts';
import { countText, sizeText } from '../../text/size.ts';
import { kindCounts } from '../../text/snapshot-files.ts';
import type { Style } from '../../text/style.ts';
import { timeText } from '../../text/time-text.ts';
import { snapshotDocument } from '../../text/verdict-json.ts';
import type { Difference, DifferenceField, DifferenceKind } from '../../comparison/difference.ts';
import { modeText } from '../../text/file-mode.ts';
import { shellCommand, shellWord, ShellWords } from '../../shell-command.ts';

/** One line per difference, then the counts and the conclusion. */
export function renderDiff(result: DiffResult, style: Style): string {
  const { app, claim, snapshot, isFrozen, comparison, paths } = result;
  const where = paths.length === 0 ? '' : `  ${paths.map(pathText).join(' ')}`;
  const lines = [
    `${style.strong(`${app.namespace}/${app.name}`)}${where}`,
    `--- snapshot ${shortId(snapshot.id)} of ${timeText(snapshot.time)}`,
    `+++ PVC ${claim}, ${isFrozen ? 'a frozen copy of now' : 'as it is'}`,
    ...comparison.examples.map((difference) => differenceLine(difference, style)),
    ...moreLines(result),
    ...verdictLines(result, style),
    ...adviceLines(result),
    effortLine(result),
  ];
  return `${lines.join('\n')}\n`;
}

/** JSON document of the same; sizes in bytes, modes in octal as for chmod. */
export function diffDocument(result: DiffResult) {
  const { app, claim, snapshot, isFrozen, isFast, paths, comparison, pods, tookMs } = result;
  return {
    schema: 'volsyncctl/diff/v1',
    namespace: app.namespace,
    app: app.name,
    claim,
    place: isFrozen ? 'snapshot' : 'live',
    snapshot: snapshotDocument(snapshot),
    paths,
    isFast,
    ...comparisonDocument(comparison),
    isListWhole:
      comparison.examples.length === shownKinds(result).reduce((sum, { tally }) => sum + entriesIn(tally), 0),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
  };
}

interface Shown {
  readonly words: string;
  readonly tally: Tally;
}

/** All kinds of differences, the most important first. */
function shownKinds({ comparison }: DiffResult): readonly Shown[] {
  const { changed, onlyInVolume, caches, onlyInSnapshot, attributes, unreadable, moving } = comparison;
  return [
    { words: 'changed', tally: changed },
    { words: 'only in the volume', tally: onlyInVolume },
    { words: 'only in the volume, in caches (CACHEDIR.TAG) that restic may exclude', tally: caches },
    { words: 'only in the snapshot', tally: onlyInSnapshot },
    { words: 'with a different owner, mode or time', tally: attributes },
    { words: 'not compared', tally: unreadable },
    { words: 'changed during the comparison', tally: moving },
  ];
}

function verdictLines(result: DiffResult, style: Style): readonly string[] {
  const { verdict, unchanged, byFsGroup } = result.comparison;
  const heads = {
    same: style.good('✔ the same'),
    different: style.bad('✗ different'),
    unknown: style.warning('? unknown'),
  };
  const shown = shownKinds(result).filter(({ tally }) => entriesIn(tally) > 0);
  const lines = shown.map(({ words, tally }) => `    ${amount(tally)} ${words}`);
  const given = `of ${countText(byFsGroup, 'path')} mode or group was changed by the mover's fsGroup`;
  const marks = byFsGroup === 0 ? [] : [`      ${given}`];
  return [heads[verdict], ...lines, `    ${amount(unchanged)} unchanged`, ...marks];
}

function amount(tally: Tally): string {
  return tally.bytes === 0 ? kindCounts(tally) : `${kindCounts(tally)}, ${sizeText(tally.bytes)}`;
}

/** Differences that are only counted. */
function moreLines(result: DiffResult): readonly string[] {
  const all = shownKinds(result).reduce((sum, { tally }) => sum + entriesIn(tally), 0);
  const more = all - result.comparison.examples.length;
  return more > 0 ? [`  and ${countText(more, 'path')} more; raise --limit to list them`] : [];
}

function adviceLines({ app, comparison, isFrozen, paths }: DiffResult): readonly string[] {
  const { why, examples, moving, movingDifferences } = comparison;
  const words = [app.name, ...paths.map(pathWord)].map(shellWord);
  const again = shellCommand`volsyncctl diff ${new ShellWords(words.join(' '))} -n ${app.namespace}`;
  const readers = examples.flatMap(({ kind, inVolume }) =>
    kind === 'unreadable' && inVolume ? [readerOf(inVolume)] : [],
  );
  const [reader] = readers.toSorted((a, b) => a - b);
  const isMoving = entriesIn(moving) + movingDifferences > 0 && !isFrozen;
  return [
    ...why.map((words) => `  ${plainLine(words)}`),
    ...(reader === undefined ? [] : [`  → run as a user who can read them: ${again} --uid ${reader}`]),
    ...(isMoving
      ? [`  → files changed during the comparison; compare a frozen copy: ${again} --from-volumesnapshot`]
      : []),
  ];
}

/** The owner, if the mode allows it; else root, where pods may run as root. */
function readerOf({ type, mode, uid }: FileEntry): number {
  const needed = type === 'dir' ? 0o500 : 0o400;
  return (mode & needed) === needed ? uid : 0;
}

function pathWord(path: string): string {
  return /^[A-Za-z0-9._/-]+$/.test(path) ? path : JSON.stringify(path);
}

function effortLine({ isFast, pods, tookMs }: DiffResult): string {
  const what = isFast ? 'by size and time, content only if those differ' : 'content, owner, mode and time compared';
  return `${what} · ${countText(pods.length, 'pod')}, ${durationText(tookMs)}`;
}

/** One path that differs: the kind, its name, and the difference, the snapshot's value first. */
function differenceLine(difference: Difference, style: Style): string {
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

/** Content may differ at the same size, and times may differ by less than is shown. */
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
