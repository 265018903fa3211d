import type { AppVerdict, VerifyReport } from '../../repository/verify-result.ts';
import { shortId } from '../../restic/snapshots.ts';
import { agoText, durationText } from '../../text/age.ts';
import { olderDataText } from '../../text/older-data.ts';
import { plainLine } from '../../foreign-text.ts';
import { countText, sizeText } from '../../text/size.ts';
import { evidenceLines } from '../../text/failure.ts';
import type { Style } from '../../text/style.ts';
import { clustersText, examined, type ContextRun, type InContext } from '../../text/context-runs.ts';
import { renderContextTable, type ContextsView, type StateRow } from '../../text/context-table.ts';
import { renderTable, type Row } from '../../text/table.ts';
import { paintVerdict, verdictCounts, verdictText } from '../../text/verdict-labels.ts';
import { wrapText } from '../../text/wrap.ts';
import type { ListedRepository } from '../../restic/listing.ts';

export interface VerifyView {
  readonly style: Style;
  readonly columns: number | undefined;
  readonly isWide: boolean;
  /** Without headers, only the rows are shown. */
  readonly hasHeaders: boolean;
}

const headers = ['APP', 'VERDICT', 'SNAPSHOT', 'AGE', 'FILES', 'SIZE', 'SNAPSHOTS'] as const;
const wideHeaders = [...headers, 'STORED', 'REPOSITORY'] as const;

/**
 * The verdicts as a table, with the reason below each app that is not protected, and the time and helper pods that were
 * needed.
 */
export function renderVerify(report: VerifyReport, view: VerifyView): string {
  const { apps, pods, tookMs } = report;
  if (apps.length === 0) return '';
  const rows = verifyRows(report, view);
  const table = renderTable(rows, {
    headers: headersOf(report, view),
    fit: view.isWide || view.columns === undefined ? undefined : { columns: view.columns, keep: 4 },
    paint: (text, row, column) => (column === stateColumn ? (rows[row]?.paint(text) ?? text) : text),
  });
  if (!view.hasHeaders) return table;
  const earlier = apps.filter(({ isEarlier }) => isEarlier === true).length;
  const more = [...(earlier === 0 ? [] : [`${earlier} read by the interrupted run`]), countText(pods.length, 'pod')];
  return `${table}${footer(report, more, view)}, ${durationText(tookMs)}\n${renderOtherRepositories(report, view)}`;
}

/** The verdicts of several contexts as one table; `order` sorts all apps, if one was requested. */
export function renderVerifyContexts(
  {
    runs,
    order,
  }: { readonly runs: readonly ContextRun<VerifyReport>[]; readonly order: readonly AppVerdict[] | undefined },
  view: VerifyView & Pick<ContextsView, 'typedIn'> & { readonly tookMs: number },
): string {
  const reports = examined(runs);
  const rows = reports.flatMap(({ context, result }) => {
    const own = verifyRows(result, view);
    return result.apps.flatMap((app, index): readonly PlacedVerdict[] => {
      const item = own[index];
      return item === undefined ? [] : [{ context, app, item }];
    });
  });
  const [first] = reports;
  const depth = first?.result.depth ?? 'snapshots';
  const table = renderContextTable(order === undefined ? rows : inOrder(rows, order), runs, {
    ...view,
    ...{ headers: headersOf({ depth }, view), stateColumn, isSorted: order !== undefined },
  });
  if (!view.hasHeaders) return table;
  const all = { depth, apps: reports.flatMap(({ result }) => result.apps) };
  const pods = reports.reduce((count, { result }) => count + result.pods.length, 0);
  return `${table}${footer(all, [clustersText(runs), countText(pods, 'pod')], view)}, ${durationText(view.tookMs)}\n`;
}

interface PlacedVerdict extends InContext<StateRow> {
  readonly app: AppVerdict;
}

function inOrder(rows: readonly PlacedVerdict[], order: readonly AppVerdict[]): readonly PlacedVerdict[] {
  const places = new Map(order.map((app, index) => [app, index]));
  return rows.toSorted((a, b) => (places.get(a.app) ?? 0) - (places.get(b.app) ?? 0));
}

/** The index of the verdict column. */
const stateColumn = 1;

function verifyRows(report: VerifyReport, view: VerifyView): readonly StateRow[] {
  return report.apps.map((app, index) => ({
    cells: cellsOf(app, report, view.isWide),
    // What keeps a whole pod from its work is said once, under the last of its apps.
    notes: view.hasHeaders
      ? [...ageNotes(app, report, view), ...(isSameTrouble(app, report.apps[index + 1]) ? [] : notesOf(app, view))]
      : [],
    paint: paintVerdict(view.style, app.verdict),
  }));
}

function footer(
  { apps, depth }: Pick<VerifyReport, 'apps' | 'depth'>,
  more: readonly string[],
  { style }: VerifyView,
): string {
  const counts = verdictCounts(
    apps.map(({ verdict }) => verdict),
    style,
  );
  return [counts, ...(depth === 'listing' ? ['by file listing only'] : []), ...more]
    .filter((text) => text !== '')
    .join(' · ');
}

function headersOf(
  { depth }: Pick<VerifyReport, 'depth'>,
  { hasHeaders, isWide }: VerifyView,
): readonly string[] | undefined {
  if (!hasHeaders) return undefined;
  return depth === 'listing' ? listingHeaders : isWide ? wideHeaders : headers;
}

function isSameTrouble(app: AppVerdict, next: AppVerdict | undefined): boolean {
  if (next?.namespace !== app.namespace || app.message === '' || app.warnings.length > 0) return false;
  return [next.message, next.hint, ...next.details].join('\n') === [app.message, app.hint, ...app.details].join('\n');
}

function cellsOf(app: AppVerdict, report: VerifyReport, isWide: boolean): readonly string[] {
  const earlier = app.isEarlier === true ? `, read ${agoText(app.seenAt, report.time)}` : '';
  const first = [plainLine(`${app.namespace}/${app.name}`), verdictWord(app) + earlier];
  if (report.depth === 'listing') return [...first, ...listingCells(app, report.time)];
  const { newest, dataTime, seenAt = report.time } = app;
  const summary = newest?.summary;
  const cells = [
    ...first,
    newest === undefined ? '–' : shortId(newest.id),
    agoText(dataTime, seenAt),
    summary === undefined ? '–' : summary.files.toLocaleString('en-US'),
    summary === undefined ? '–' : sizeText(summary.bytes),
    countCell(app),
  ];
  if (!isWide) return cells;
  return [...cells, summary?.bytesStored === undefined ? '–' : sizeText(summary.bytesStored), repositoryCell(app)];
}

/** Files alone prove nothing, but are no bad news either. */
function verdictWord({ verdict, reason }: AppVerdict): string {
  return reason === 'files-present' ? '? files present' : verdictText(verdict);
}

/** Fewer snapshots than `retain` promises are worth a look, but no verdict. */
function countCell({ snapshots, promised }: AppVerdict): string {
  if (snapshots === undefined) return '–';
  return promised === undefined || snapshots >= promised ? String(snapshots) : `${snapshots} of ${promised}`;
}

function repositoryCell({ repository }: AppVerdict): string {
  return repository === undefined ? '–' : plainLine(repository);
}

/** If the age of the data and that of the snapshot differ. */
function ageNotes({ newest, dataTime, seenAt }: AppVerdict, { time }: VerifyReport, { style }: VerifyView): string[] {
  const text = olderDataText(newest?.time, dataTime, seenAt ?? time);
  return text === undefined ? [] : wrapText(text, 76).map((line) => style.quiet(`    ${line}`));
}

function notesOf(app: AppVerdict, { style, columns }: VerifyView): string[] {
  const { message, details, hint, warnings } = app;
  const indent = '    ';
  const width = Math.min(columns ?? 80, 120) - indent.length;
  const lines = wrapText(plainLine(message), width).map((line) => indent + line);
  lines.push(...evidenceLines(details, `${indent}  `, { style, columns }));
  if (hint !== undefined) lines.push(`${indent}→ ${plainLine(hint)}`);
  for (const warning of warnings) {
    const [first = '', ...more] = wrapText(plainLine(warning), width - 2);
    lines.push(`${indent}${style.warning('!')} ${first}`, ...more.map((line) => `${indent}  ${line}`));
  }
  return lines;
}

const listingHeaders = ['APP', 'VERDICT', 'NEWEST', 'SNAPSHOTS', 'LOCKS', 'SIZE', 'REPOSITORY'] as const;

/** The cells of an app that was judged by its files, after its name and verdict. */
function listingCells({ listed, repository, seenAt }: AppVerdict, now: Date): readonly string[] {
  if (listed === undefined) return ['–', '–', '–', '–', repository === undefined ? '–' : plainLine(repository)];
  return repositoryCells(listed, seenAt ?? now);
}

/** restic renews its lock every 5 minutes; one that was not renewed for 30 minutes is stale. */
const staleLockMs = 30 * 60_000;

function repositoryCells({ newest, snapshots, locks, oldestLock, bytes, path }: ListedRepository, now: Date) {
  const isStale = oldestLock !== undefined && now.getTime() - oldestLock.getTime() > staleLockMs;
  return [
    agoText(newest, now),
    String(snapshots),
    isStale ? `${locks} stale` : String(locks),
    bytes === undefined ? '–' : sizeText(bytes),
    plainLine(path),
  ];
}

const mostOthers = 10;

/** The repositories that belong to no requested app, as a separate table; empty if there are none. */
function renderOtherRepositories(
  { repositories = [], apps, time }: VerifyReport,
  { style, isWide }: { readonly style: Style; readonly isWide: boolean },
): string {
  const used = new Set(apps.map(({ listed }) => listed?.path));
  const others = repositories.filter(({ path }) => !used.has(path));
  if (others.length === 0) return '';
  const shown = isWide ? others : others.slice(0, mostOthers);
  const rows: readonly Row[] = shown.map((each) => ({ cells: repositoryCells(each, time) }));
  const title = `Other repositories${others.length > shown.length ? `, of ${others.length} (all with -o wide)` : ''}:`;
  return `\n${style.quiet(title)}\n${renderTable(rows, { headers: listingHeaders.slice(2) })}`;
}
