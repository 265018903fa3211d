import { timeText } from '../../../text/time-text.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { BackupReport, ReportedApp, ReportedSnapshot } from '../operation.ts';

type Span = Pick<BackupReport, 'since' | 'time'>;

/** One unit is at most one line, so an app with thousands of snapshots is drawn with hundreds. */
const width = 300;
const height = 18;
const sizeHeight = 18;

/** The snapshots of an app as lines over the period of the report, and boxes for missing backups. */
export function timelineSvg({ snapshots, missedRuns }: ReportedApp, span: Span): string {
  if (snapshots === undefined) return '<span class="none">not seen</span>';
  const label = timelineLabel(snapshots, missedRuns, span);
  const boxes = (missedRuns ?? []).map((gap) => {
    const from = placeOf(gap.since, span);
    return `<rect x="${from}" y="3" width="${Math.max(2, placeOf(gap.until, span) - from)}" height="12"/>`;
  });
  const lines = [
    path(
      'b',
      0,
      height,
      snapshots.filter(({ isBackup }) => isBackup),
      span,
    ),
    path(
      'o',
      6,
      6,
      snapshots.filter(({ isBackup }) => !isBackup),
      span,
    ),
  ];
  return svg(label, height, `<path class="t" d="M0 9h${width}"/>${boxes.join('')}${lines.join('')}`);
}

/** Sizes of the backups over the same period, scaled to the largest; empty if fewer than two are known. */
export function sizesSvg({ snapshots = [] }: ReportedApp, span: Span): string {
  const known = snapshots.flatMap(({ isBackup, dataTime, summary }) =>
    isBackup && summary !== undefined ? [{ x: placeOf(dataTime, span), bytes: summary.bytes }] : [],
  );
  // The newest of those at the same position; the list is newest first.
  const points = [...new Map(known.toReversed().map((point) => [Math.round(point.x / 3), point])).values()];
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return '';
  const most = Math.max(...points.map(({ bytes }) => bytes), 1);
  const line = points.map(({ x, bytes }) => `${x} ${Math.round((1 - bytes / most) * (sizeHeight - 2)) + 1}`).join(' ');
  const label = `Size from ${sizeText(first.bytes)} to ${sizeText(last.bytes)}, at most ${sizeText(most)}`;
  return svg(label, sizeHeight, `<path class="z" d="M${line}"/>`);
}

/** The time line in words. */
function timelineLabel(
  snapshots: readonly ReportedSnapshot[],
  missedRuns: ReportedApp['missedRuns'],
  { since }: Span,
): string {
  const backups = countText(snapshots.filter(({ isBackup }) => isBackup).length, 'backup');
  const gaps = missedRuns === undefined ? 'not compared with a schedule' : countText(missedRuns.length, 'gap');
  return `${backups} since ${timeText(since)}, ${gaps}`;
}

function svg(label: string, tall: number, content: string): string {
  return `<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${tall}" preserveAspectRatio="none">${content}</svg>`;
}

/** Lines of one kind, each position once. */
function path(kind: string, top: number, length: number, snapshots: readonly ReportedSnapshot[], span: Span): string {
  const places = [...new Set(snapshots.map(({ dataTime }) => placeOf(dataTime, span)))].sort((a, b) => a - b);
  const lines = runsOf(places).map(([x, wide]) =>
    wide === 0 ? `M${x} ${top}v${length}` : `M${x} ${top}h${wide}v${length}h-${wide}z`,
  );
  return lines.length === 0 ? '' : `<path class="${kind}" d="${lines.join('')}"/>`;
}

/** Adjacent positions form one block: its start and width. */
function runsOf(places: readonly number[]): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  for (const place of places) {
    const [begin, wide] = runs.at(-1) ?? [-2, 0];
    if (begin + wide + 1 === place) runs[runs.length - 1] = [begin, wide + 1];
    else runs.push([place, 0]);
  }
  return runs;
}

function placeOf(moment: Date, { since, time }: Span): number {
  const share = (moment.getTime() - since.getTime()) / (time.getTime() - since.getTime());
  return Math.round(Math.min(1, Math.max(0, share)) * width);
}
