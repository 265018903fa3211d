import type { CleanedUp, CleanupReport } from './operation/cleanup.ts';
import type { LeftoverKind } from './operation/leftover.ts';
import { ageText } from '../../text/age.ts';
import { inCluster } from '../../text/in-cluster.ts';
import { plainLine } from '../../foreign-text.ts';
import { countText } from '../../text/size.ts';
import type { Style } from '../../text/style.ts';
import { reportTable, widestReport, type ReportRow } from '../../text/report-table.ts';
import { wrapText } from '../../text/wrap.ts';

export interface CleanupView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
  readonly isWide: boolean;
  /** Undefined for all. */
  readonly namespace: string | undefined;
  readonly withVolsync: boolean;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
}

/** The leftovers, one row each with the reason below its name, removals first; or a message that there are none. */
export function renderCleanup(report: CleanupReport, view: CleanupView): string {
  const objects = report.objects.toSorted(byAction);
  const hidden = unreadLines(report, view) + notesText(report, view);
  if (objects.length === 0) return report.unread.length === 0 ? `${nothing(view)}\n${hidden}` : hidden;
  const headers = headersOf(view);
  const named = headers.indexOf('OBJECT');
  const rows = objects.map((object) => cellsOf(object, report, view));
  const table = reportTable(rows, {
    headers,
    // Without a terminal a name stays on one line, for programs that search for it.
    columns: view.isWide || view.columns === undefined ? widestReport : view.columns,
    wraps: [named, headers.indexOf('OWNER')],
    keep: view.isWide || view.columns === undefined ? undefined : named + 2,
    paint: (line, { row, column, paragraph }) => {
      if (column === 0) return painted(objects[row], view.style)(line);
      return column === named && paragraph === 1 ? view.style.quiet(line) : line;
    },
  });
  return `${table}${hintsText(objects)}${countsText(objects, view)}\n${hidden}`;
}

/** Below the table, where a command can be copied whole. */
function hintsText(objects: readonly CleanedUp[]): string {
  const kept = objects.flatMap(({ decision }) => (decision.action === 'leave' && decision.hint ? [decision.hint] : []));
  const hints = [...new Set(kept)].map((hint) => plainLine(hint));
  return hints.map((hint) => `  → to remove what is kept: ${hint}\n`).join('');
}

/** The shortest form of an object that kubectl accepts. */
function shortName({ kind, name }: { readonly kind: LeftoverKind; readonly name: string }): string {
  return `${shortKinds[kind]}/${plainLine(name)}`;
}

const shortKinds: Readonly<Record<LeftoverKind, string>> = {
  Pod: 'pod',
  PersistentVolumeClaim: 'pvc',
  VolumeSnapshot: 'volumesnapshot',
  VolumeSnapshotContent: 'volumesnapshotcontent',
  ReplicationDestination: 'replicationdestination',
  ConfigMap: 'configmap',
  Lease: 'lease',
};

const ends = ['failed', 'removing', 'untouched', 'planned', 'removed', 'left'] as const;

const words: Readonly<Record<CleanedUp['end'], string>> = {
  failed: '✗ failed',
  removing: '! removing',
  untouched: '! not done',
  planned: '- remove',
  removed: '✔ removed',
  left: '· leave',
};

function byAction(a: CleanedUp, b: CleanedUp): number {
  return ends.indexOf(a.end) - ends.indexOf(b.end);
}

function painted(object: CleanedUp | undefined, style: Style): (text: string) => string {
  switch (object?.end) {
    case 'failed':
      return style.bad;
    case 'removing':
    case 'untouched':
    case 'planned':
      return style.warning;
    case 'removed':
      return style.good;
    case 'left':
    case undefined:
      return style.quiet;
  }
}

function headersOf({ namespace, isWide }: CleanupView): readonly string[] {
  const place = namespace === undefined ? ['NAMESPACE'] : [];
  return ['ACTION', ...place, 'OBJECT', 'AGE', 'SIZE', 'OWNER', ...(isWide ? ['REASON'] : [])];
}

function cellsOf(object: CleanedUp, { time }: CleanupReport, { namespace, isWide }: CleanupView): ReportRow {
  const { createdAt, size = '–', owner = '–', end, decision, failure } = object;
  const place = namespace === undefined ? [plainLine(object.namespace)] : [];
  const age = createdAt === undefined ? '–' : ageText(time.getTime() - createdAt.getTime());
  const ending = failure?.message ?? endWords[end];
  const named = [shortName(object), plainLine(decision.message), ...(ending === undefined ? [] : [plainLine(ending)])];
  const cells = [words[end], ...place, named, age, plainLine(size), plainLine(owner)];
  return isWide ? [...cells, decision.reason] : cells;
}

const endWords: Partial<Record<CleanedUp['end'], string>> = {
  removing: 'not gone yet: see its finalizers',
  untouched: 'not removed, because an earlier step failed',
};

function countsText(objects: readonly CleanedUp[], { clusterName }: CleanupView): string {
  const names = { ...footer, left: 'left alone' };
  return ends
    .map((end) => ({ end, count: objects.filter((object) => object.end === end).length }))
    .filter(({ count }) => count > 0)
    .map(({ end, count }) =>
      end === 'planned' ? `${countText(count, 'object')} to remove${inCluster(clusterName)}` : `${count} ${names[end]}`,
    )
    .join(' · ');
}

const footer = {
  failed: 'failed',
  removing: 'still being removed',
  untouched: 'not done',
  planned: '',
  removed: 'removed',
};

function nothing({ namespace, withVolsync }: CleanupView): string {
  const place = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  return `Nothing of ${withVolsync ? 'volsyncctl and VolSync' : 'volsyncctl'} is left over in ${place}.`;
}

function notesText({ notes }: CleanupReport, { style }: CleanupView): string {
  return notes.map((note) => `${style.warning('?')} ${note}\n`).join('');
}

/** What could not be read never counts as empty. */
function unreadLines(
  { unread, objects }: CleanupReport,
  { style, programName, namespace, columns }: CleanupView,
): string {
  if (unread.length === 0) return '';
  const first = objects.length === 0 ? 'Nothing was found, but not everything could be checked' : 'Not looked at';
  const kinds = unread.map(({ resource }) => resource).join(', ');
  const isForbidden = unread.some(({ reason }) => reason === 'forbidden');
  const width = Math.min(columns ?? 80, 120) - 4;
  const place = namespace === undefined ? '-A' : `-n ${namespace}`;
  return [
    `${style.warning('?')} ${first}: what there is of ${kinds} is unknown`,
    ...unread.flatMap(({ message }) => wrapText(plainLine(message), width).map((line) => style.quiet(`    ${line}`))),
    ...(isForbidden ? [`  → ${programName} rbac cleanup ${place}`] : []),
    ...new Set(
      unread.flatMap(({ reason, hint }) => (reason === 'forbidden' || !hint ? [] : [`  → ${plainLine(hint)}`])),
    ),
    '',
  ].join('\n');
}
