import { askedText, olderDataLines } from '../text/plan.ts';
import type { SnapshotSelector } from '../../../restore/snapshot-selector.ts';
import { plainLine } from '../../../foreign-text.ts';
import { entriesIn } from '../../../files/tally.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { durationText } from '../../../text/age.ts';
import { tallyText } from '../../../text/comparison.ts';
import { inCluster } from '../../../text/in-cluster.ts';
import { pathText } from '../../../text/path-text.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable, type Row } from '../../../text/table.ts';
import { timeText } from '../../../text/time-text.ts';
import { signedLines } from '../../../text/wrap.ts';
import type { FileAction, PlannedFile } from './judgement/restore-steps.ts';
import type { FilesDone, FilesPlan, FilesResult } from './operation/plan.ts';

export interface FilesView {
  readonly style: Style;
  readonly selector: SnapshotSelector;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
}

/** The number of paths that a person reads. */
const shownPaths = 30;

/** What will be restored, path by path. */
export function renderFilesPlan(plan: FilesPlan, { style, selector, clusterName }: FilesView): string {
  const { chosen, files, request, space } = plan;
  const { snapshot } = chosen;
  const replaced = files.filter(({ action }) => action === 'changed').length;
  const lines = [
    `Snapshot  ${style.strong(shortId(snapshot.id))}  ${timeText(snapshot.time)}  (asked: ${askedText(selector)})`,
    ...olderDataLines(chosen),
    ...warningLines(plan, style),
    ...(files.length === 0 ? [] : [`Will change in ${placeText(plan)}${inCluster(clusterName)}:`, ...fileLines(files)]),
    ...countLines(plan),
    ...(replaced === 0 ? [] : [replacedLine(replaced, request.keepsReplaced)]),
    ...(files.length === 0 ? [] : [`Space: ${sizeText(space.neededBytes)} of ${sizeText(space.freeBytes)} free`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was restored, and whether that is proven; `columns` is the width of the terminal, undefined without one. */
export function renderRestoredFiles(
  { plan, done, tookMs }: FilesResult,
  { style, columns }: { readonly style: Style; readonly columns: number | undefined },
): string {
  const { request, chosen, files } = plan;
  const subject = `${request.app.namespace}/${request.app.name}`;
  const from = `snapshot ${shortId(chosen.snapshot.id)} of ${timeText(chosen.snapshot.time)}`;
  if (done === undefined) {
    const text = `nothing to restore: ${placeText(plan)} has what ${from} has`;
    return `${signedLines({ sign: style.good('✔'), subject, text }, columns)}\n`;
  }
  const isProven = done.notSame.length + done.why.length === 0;
  const sign = isProven ? style.good('✔') : style.warning('?');
  const text = `${countText(files.length, 'path')} restored to ${placeText(plan)} from ${from}`;
  return [
    signedLines({ sign, subject, text }, columns),
    ...(isProven
      ? [`  compared: every path has the snapshot's content, owner, mode and time · ${durationText(tookMs)}`]
      : notProvenLines(done)),
    ...keptLines(plan, done),
    '',
  ].join('\n');
}

function notProvenLines({ notSame, why }: FilesDone): readonly string[] {
  const rest = notSame.length - shownPaths;
  return [
    '  not all of it is as in the snapshot any more; the app may have written it since:',
    ...notSame.slice(0, shownPaths).map(({ path, words }) => `    ${pathText(path)} ${plainLine(words)}`),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
    ...why.map((words) => `    ${plainLine(words)}`),
  ];
}

function keptLines({ request }: FilesPlan, { kept, isKeptRemoved }: FilesDone): readonly string[] {
  if (kept.length === 0 || isKeptRemoved) return [];
  const rest = kept.length - shownPaths;
  return [
    `  ${countText(kept.length, 'replaced path')} kept${request.keepsReplaced ? '' : ' all the same'}:`,
    ...kept.slice(0, shownPaths).map(({ keptAs }) => `    ${pathText(keptAs)}`),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
    '  A process that has a replaced file open goes on with that one until it',
    '  opens the path again.',
  ];
}

function placeText({ claim, request: { to } }: FilesPlan): string {
  return `pvc/${claim}${to === undefined || to.path === '/' ? '' : `:${pathText(to.path)}`}`;
}

function warningLines({ chosen }: FilesPlan, style: Style): readonly string[] {
  return (chosen.ownership?.warnings ?? []).map((text) => `${style.warning('!')} ${plainLine(text)}`);
}

const signs: Readonly<Record<FileAction, string>> = { new: '+', changed: '~', attributes: ' ' };

function fileLines(files: readonly PlannedFile[]): readonly string[] {
  const rows = files.slice(0, shownPaths).map((file): Row => {
    const { action, path, inSnapshot, isMoving } = file;
    const name = `${pathText(path)}${inSnapshot.type === 'dir' ? '/' : ''}`;
    return { cells: [`  ${signs[action]}`, name, changeText(file), isMoving ? 'being written now' : ''] };
  });
  const rest = files.length - shownPaths;
  const table = renderTable(rows, { headers: undefined }).trimEnd().split('\n');
  return [...table, ...(rest > 0 ? [`    and ${rest} more; -o json lists them`] : [])];
}

function changeText({ action, inVolume, inSnapshot }: PlannedFile): string {
  if (action === 'attributes') return 'owner, mode or time';
  const now = amountOf(inSnapshot);
  return inVolume === undefined ? now : `${amountOf(inVolume)} → ${now}`;
}

function amountOf({ type, size, time }: PlannedFile['inSnapshot']): string {
  if (size === undefined) return type === 'dir' ? 'folder' : type;
  return `${sizeText(size)} of ${timeText(time)}`;
}

function countLines({ files, unchanged, leftAlone }: FilesPlan): readonly string[] {
  const bytes = (action: FileAction) =>
    files.reduce((sum, file) => sum + (file.action === action ? (file.inSnapshot.size ?? 0) : 0), 0);
  const count = (action: FileAction) => files.filter((file) => file.action === action).length;
  const amounts = [
    [count('new'), `new (${sizeText(bytes('new'))})`],
    [count('changed'), `changed (${sizeText(bytes('changed'))})`],
    [count('attributes'), 'with another owner, mode or time'],
  ] as const;
  const parts = amounts.filter(([many]) => many > 0).map(([many, what]) => `${many.toLocaleString('en-US')} ${what}`);
  return [
    `  ${[...parts, `the same: ${tallyText(unchanged)}`].join(' · ')}`,
    ...(entriesIn(leftAlone) === 0 ? [] : [`  only in the volume, left alone: ${tallyText(leftAlone)}`]),
  ];
}

function replacedLine(count: number, isKept: boolean): string {
  const what = countText(count, 'path');
  return isKept
    ? `${what} replaced: the present ${count === 1 ? 'one is' : 'ones are'} kept beside as NAME.before-TIME`
    : `${what} replaced: the present ${count === 1 ? 'one is' : 'ones are'} removed once the restored ${count === 1 ? 'one is' : 'ones are'} verified`;
}
