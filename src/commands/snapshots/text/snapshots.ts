import type {
  AppSnapshots,
  SeenSnapshots,
  SnapshotsReport,
  ListedSnapshot,
} from '../../../repository/snapshots-result.ts';
import type { RestoreSelector, RestoreChoice } from '../../../volsync/restore-choice.ts';
import type { Judgement } from '../../../volsync/verdict.ts';
import { durationText, agoText } from '../../../text/age.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText, sizeText } from '../../../text/size.ts';
import { timeText } from '../../../text/time-text.ts';
import { wrapText } from '../../../text/wrap.ts';
import { shortId, isMoverSnapshot } from '../../../restic/snapshots.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Style } from '../../../text/style.ts';
import { olderDataText } from '../../../text/older-data.ts';
import { renderTable, type Row } from '../../../text/table.ts';

/** How to show snapshots. */
export interface SnapshotsView extends TableView {
  readonly programName: string;
  /** The selection for which a snapshot was chosen. */
  readonly selector: RestoreSelector | undefined;
  /** Older ones were left out. */
  readonly since: Date | undefined;
  /** Without headers, only the rows are shown, with the names of several apps. */
  readonly hasHeaders: boolean;
}

type HintView = Pick<SnapshotsView, 'style' | 'columns'>;

/** One table per app, newest first, and the time and helper pods that were needed. */
export function renderSnapshots(report: SnapshotsReport, view: SnapshotsView): string {
  const { apps } = report;
  if (apps.length === 0) return '';
  if (!view.hasHeaders) return renderRows(apps, view);
  const sections = apps.map((app) =>
    app.kind === 'seen' ? seenText(app, view) : hiddenText(app, app.judgement, view),
  );
  return `${sections.join('\n')}${apps.length === 1 ? '' : '\n'}${counts(report, view)}\n`;
}

/** The apps whose repositories could not be read, for stderr if the table has only rows. */
export function renderHidden({ apps }: SnapshotsReport, view: HintView): string {
  return apps.flatMap((app) => (app.kind === 'hidden' ? [hiddenText(app, app.judgement, view)] : [])).join('');
}

function renderRows(apps: readonly AppSnapshots[], view: SnapshotsView): string {
  const rows = apps.flatMap((app) =>
    app.kind === 'seen'
      ? app.snapshots.map((snapshot) => ({
          cells: [...(apps.length > 1 ? [nameOf(app)] : []), ...cellsOf(snapshot, app.seenAt, view.isWide)],
        }))
      : [],
  );
  return renderTable(rows, { headers: undefined });
}

function counts({ apps, pods, tookMs }: SnapshotsReport, { style }: SnapshotsView): string {
  const seen = apps.flatMap((app) => (app.kind === 'seen' ? [app] : []));
  const total = seen.reduce((sum, app) => sum + app.total, 0);
  return [
    countText(total, 'snapshot'),
    ...(apps.length === 1 ? [] : [countText(apps.length, 'app')]),
    ...(seen.length === apps.length ? [] : [style.warning(`${apps.length - seen.length} not read`)]),
    `${countText(pods.length, 'pod')}, ${durationText(tookMs)}`,
  ].join(' · ');
}

function seenText(app: AppSnapshots & SeenSnapshots, view: SnapshotsView): string {
  const { choice, total, namespace, name } = app;
  const lines = [heading(app, view), ...warnings(app, view)];
  const hint = total === 0 ? `    → ${view.programName} trigger ${name} -n ${namespace}\n` : '';
  const chosen =
    choice === undefined || view.selector === undefined ? '' : renderChoice(choice, view.selector, view.style);
  return `${lines.join('\n')}\n${snapshotsTable(app, view)}${chosen}${hint}`;
}

function heading(app: AppSnapshots & SeenSnapshots, { style, since }: SnapshotsView): string {
  const { snapshots, total, repository } = app;
  const count = total === 0 ? 'no snapshot' : countText(total, 'snapshot');
  const place = repository === undefined ? '' : ` in ${plainLine(repository)}`;
  const part = snapshots.length === 0 ? 'none' : `${snapshots.length} shown`;
  const limits = since === undefined ? '' : ` since ${timeText(since)}`;
  return `${style.strong(nameOf(app))}  ${count}${place}${snapshots.length === total ? '' : `, ${part}${limits}`}`;
}

function warnings({ sharedWith, passedOver }: SeenSnapshots, view: SnapshotsView): readonly string[] {
  const { style } = view;
  const lines: string[] = [];
  if (sharedWith.length > 0) {
    const text = `also the repository of ${sharedWith.join(', ')}: these snapshots may be from another app`;
    lines.push(...indented(text, view).map((line) => style.warning(line)));
  }
  if (passedOver.length > 0) {
    const text = `incomplete: restic could not read ${countText(passedOver.length, 'snapshot')} more`;
    lines.push(
      ...indented(text, view).map((line) => style.warning(line)),
      ...passedOver.map((line) => detail(line, view)),
    );
  }
  return lines;
}

function hiddenText(app: AppSnapshots, { message, details, hint }: Judgement, view: HintView): string {
  const { style } = view;
  const lines = [`${style.strong(nameOf(app))}  ${style.warning('? not read')}`, ...indented(message, view)];
  for (const line of details) lines.push(detail(line, view));
  if (hint !== undefined) lines.push(`    → ${plainLine(hint)}`);
  return `${lines.join('\n')}\n`;
}

function detail(line: string, { style }: HintView): string {
  return style.quiet(`      ${plainLine(line)}`);
}

function indented(text: string, { columns = 80 }: HintView): readonly string[] {
  return wrapText(plainLine(text), Math.min(columns, 120) - 4).map((line) => `    ${line}`);
}

function nameOf({ namespace, name }: AppSnapshots): string {
  return `${namespace}/${name}`;
}

/** What a restore with these settings would take, in the terms of a ReplicationDestination. */
function renderChoice(choice: RestoreChoice, selector: RestoreSelector, style: Style): string {
  const asked = selectorText(selector);
  switch (choice.kind) {
    case 'chosen': {
      const { id, time } = choice.snapshot;
      return `${style.good('►')} ${asked} restores ${shortId(id)} of ${timeText(time)}\n`;
    }
    case 'none':
      return `${marked('!', `none: ${asked} restores nothing, and VolSync reports success`, style)}\n`;
    case 'unclear':
      return `${marked('?', `what ${asked} restores is unknown: ${plainLine(choice.why)}`, style)}\n`;
  }
}

function selectorText({ asOf, previous }: RestoreSelector): string {
  const parts = asOf === undefined ? [] : [`restoreAsOf: ${rfc3339(asOf)}`];
  if (previous > 0 || asOf === undefined) parts.push(`previous: ${previous}`);
  return parts.join(', ');
}

function marked(mark: string, text: string, style: Style): string {
  const lines = wrapText(text, 76).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  return lines.map((line) => style.warning(line)).join('\n');
}

/** How to draw the table. */
interface TableView {
  readonly style: Style;
  /** Width of the terminal; undefined without one, and then nothing is left out. */
  readonly columns: number | undefined;
  readonly isWide: boolean;
}

const headers = ['SNAPSHOT', 'PREVIOUS', 'TIME', 'AGE', 'FILES', 'SIZE', 'ADDED'] as const;
const wideHeaders = [...headers, 'STORED', 'PARENT', 'HOST', 'PATH'] as const;

/** The snapshots of one app, with a mark at the one that a restore would take; empty if there is none. */
function snapshotsTable({ snapshots, choice, seenAt }: SeenSnapshots, view: TableView): string {
  if (snapshots.length === 0) return '';
  const chosen = choice?.kind === 'chosen' ? choice.snapshot.id : undefined;
  const markOf = ({ id }: ListedSnapshot) => (chosen === undefined ? [] : [id === chosen ? '►' : '']);
  const rows = snapshots.map((snapshot): Row => {
    return {
      cells: [...markOf(snapshot), ...cellsOf(snapshot, seenAt, view.isWide)],
      notes: notesOf(snapshot, seenAt, view),
    };
  });
  return renderTable(rows, {
    headers: [...(chosen === undefined ? [] : ['']), ...(view.isWide ? wideHeaders : headers)],
    fit: view.isWide || view.columns === undefined ? undefined : { columns: view.columns, keep: 4 },
    paint: (text, row) => (chosen !== undefined && snapshots[row]?.id === chosen ? view.style.good(text) : text),
  });
}

function cellsOf(snapshot: ListedSnapshot, now: Date, isWide: boolean): readonly string[] {
  const { id, previous, time, dataTime, summary, parent, host, paths } = snapshot;
  const size = (bytes: number | undefined) => (bytes === undefined ? '–' : sizeText(bytes));
  const cells = [
    shortId(id),
    previous === undefined ? '?' : rangesText(previous) || '–',
    timeText(time),
    agoText(dataTime, now),
    summary === undefined ? '–' : summary.files.toLocaleString('en-US'),
    size(summary?.bytes),
    size(summary?.bytesAdded),
  ];
  if (!isWide) return cells;
  const origin = isMoverSnapshot(snapshot) ? ['–', '–'] : [plainLine(host), paths.map(plainLine).join(', ')];
  return [...cells, size(summary?.bytesStored), parent === undefined ? '–' : shortId(plainLine(parent)), ...origin];
}

/** Thousands of snapshots of one second are one range: `0–2, 7`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges
    .map(({ first, last }) => (last - first < 2 ? [...new Set([first, last])].join(', ') : `${first}–${last}`))
    .join(', ');
}

/** VolSync restores such a snapshot anyway, if PREVIOUS has a number for it. */
function notesOf(snapshot: ListedSnapshot, now: Date, view: TableView): readonly string[] {
  const older = olderDataText(snapshot.time, snapshot.dataTime, now);
  const age = older === undefined ? [] : wrapText(older, 76).map((line) => view.style.quiet(`    ${line}`));
  return [...age, ...originNotes(snapshot, view)];
}

function originNotes(snapshot: ListedSnapshot, { style, isWide }: TableView): readonly string[] {
  const { host, paths, origin } = snapshot;
  switch (origin.kind) {
    case 'foreign':
      if (origin.why === 'unclaimed') return [style.warning('    foreign: no sync in this cluster made it')];
      if (origin.why === 'other-repository') {
        return [style.warning("    unknown origin: the app's last sync saved nothing in this repository")];
      }
      return isWide
        ? []
        : [style.quiet(`    not from VolSync: host ${plainLine(host)}, path ${paths.map(plainLine).join(', ')}`)];
    case 'other-app':
      return [style.warning(`    from ${plainLine(origin.app)}, whose ReplicationSource reports it`)];
    case 'rewritten':
      return [style.warning(`    rewritten: was ${shortId(plainLine(origin.of))}`)];
    case 'failed-mover':
      return [style.warning('    its mover failed afterwards: files may be missing')];
    case 'own':
    case 'earlier':
    case 'running-sync':
      return [];
  }
}
