import { plainLine } from '../../../foreign-text.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { durationText } from '../../../text/age.ts';
import { inCluster } from '../../../text/in-cluster.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable } from '../../../text/table.ts';
import { timeText } from '../../../text/time-text.ts';
import { wrapText } from '../../../text/wrap.ts';
import type { DrillPlan, PlannedDrill } from '../operation/plan.ts';

export interface DrillPlanView {
  readonly style: Style;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
}

const headers = ['APP', 'SNAPSHOT', 'OF', 'FILES', 'SIZE', 'SCRATCH PVC', 'CLASS'] as const;

/** What will be restored, into what, and in which cluster. */
export function renderDrillPlan({ drills, maxParallel, checkCommand }: DrillPlan, view: DrillPlanView): string {
  if (drills.length === 0) return '';
  const { style, clusterName, columns } = view;
  const rows = drills.map((one) => ({ cells: cellsOf(one), notes: notesOf(one, style) }));
  const timeoutMs = Math.max(...drills.map((one) => one.timeoutMs));
  const parallel = drills.length > 1 ? `, ${maxParallel} at a time` : '';
  const each = drills.length > 1 ? 'each snapshot into a scratch PVC of its own' : 'the snapshot into a scratch PVC';
  return [
    style.strong(`Will happen${inCluster(clusterName)}:`),
    renderTable(rows, { headers, fit: columns === undefined ? undefined : { columns, keep: 3 } }).trimEnd(),
    ...wrapText(
      `VolSync restores ${each}${parallel}, at most ${durationText(timeoutMs)}; every file is compared with the repository; ${checkText(checkCommand)}then everything that was made is removed. The volumes of the apps are not touched.`,
      80,
    ),
    '',
  ].join('\n');
}

function checkText(check: DrillPlan['checkCommand']): string {
  if (check === undefined) return '';
  const { command, image, isWritable, timeoutMs } = check;
  const how = isWritable ? ', which may write to it' : '';
  return `--check runs ${JSON.stringify(plainLine(command))} over it in a pod of image ${plainLine(image)}${how}, at most ${durationText(timeoutMs)}; `;
}

function cellsOf({ app, chosen, capacity, claim }: PlannedDrill): readonly string[] {
  const { id, time, summary } = chosen.snapshot;
  return [
    plainLine(`${app.namespace}/${app.name}`),
    shortId(id),
    timeText(time),
    summary === undefined ? '–' : summary.files.toLocaleString('en-US'),
    summary === undefined ? '–' : sizeText(summary.bytes),
    plainLine(capacity),
    plainLine(claim.spec?.storageClassName ?? '(default)'),
  ];
}

function notesOf({ chosen }: PlannedDrill, style: Style): readonly string[] {
  return (chosen.ownership?.warnings ?? []).map((text) => `    ${style.warning('!')} ${plainLine(text)}`);
}

/** The prompt below the plan, or below those of several contexts. */
export function drillQuestion({ drills }: Pick<DrillPlan, 'drills'>, contexts: readonly string[] = []): string {
  const place = contexts.length === 0 ? '' : ` in ${contexts.map(plainLine).join(' and ')}`;
  return `Drill ${countText(drills.length, 'app')}${place}?`;
}
