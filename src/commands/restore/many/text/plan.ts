import { plainLine } from '../../../../foreign-text.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import { durationText } from '../../../../text/age.ts';
import { changeLines } from '../../../../text/comparison.ts';
import { evidenceLines, hintLines } from '../../../../text/failure.ts';
import { inCluster } from '../../../../text/in-cluster.ts';
import { countText, sizeText } from '../../../../text/size.ts';
import type { Style } from '../../../../text/style.ts';
import { renderTable } from '../../../../text/table.ts';
import { timeText } from '../../../../text/time-text.ts';
import { wrapText } from '../../../../text/wrap.ts';
import { suspendedObjectText, safetyText, workloadText } from '../../text/journal.ts';
import type { InPlacePlan } from '../../in-place/operation/plan.ts';
import type { ManyPlan, AppRestorePlan } from '../operation/plan.ts';
import { claimToFill } from './cells.ts';

export interface ManyPlanView {
  readonly style: Style;
  readonly programName: string;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
}

const headers = ['APP', 'INTO', 'SNAPSHOT', 'OF', 'SIZE', 'FILES', 'PVC', 'CLASS'] as const;
const indent = '    ';

/** What will be restored, into what, and in which cluster; and what cannot be restored. */
export function renderManyPlan(plan: ManyPlan, view: ManyPlanView): string {
  const { style, clusterName } = view;
  const lines = [
    ...(plan.restores.length === 0
      ? []
      : [style.strong(`Will happen${inCluster(clusterName)}:`), ...table(plan, view)]),
    ...unrestorableLines(plan, view),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The prompt below the plan. */
export function manyQuestion({ mode, restores, unrestorable, failures }: ManyPlan): string {
  const others = unrestorable.length + failures.length > 0 ? 'the other ' : '';
  const where = mode === 'in-place' ? 'in place' : restores.length === 1 ? 'into a new PVC' : 'into new PVCs';
  return `Restore ${others}${countText(restores.length, 'app')} ${where}?`;
}

function table(plan: ManyPlan, view: ManyPlanView): readonly string[] {
  const { mode, restores } = plan;
  const rows = restores.map((one) => ({ cells: cellsOf(one), notes: notesOf(one, view) }));
  const shown = mode === 'to-new' ? headers : headers.slice(0, -2);
  const fit = view.columns === undefined ? undefined : { columns: view.columns, keep: 2 };
  return [renderTable(rows, { headers: shown, fit }).trimEnd(), ...wrapText(summary(plan, view), width(view))];
}

function summary({ mode, restores, request }: ManyPlan, { programName }: ManyPlanView): string {
  const { maxParallel, to } = request;
  const limit = durationText(to.timeoutMs);
  const parallel = restores.length < 2 ? '' : maxParallel === 1 ? ', one after another' : `, ${maxParallel} at a time`;
  if (mode === 'to-new') {
    const check = to.isCompared ? 'every file is compared with the snapshot' : 'files are not compared';
    const failing = to.isKept ? 'is kept' : 'is removed';
    return `VolSync restores each snapshot into a new PVC${parallel}, at most ${limit} each; ${check}. Nothing else is changed. The PVC of a restore that fails ${failing}.`;
  }
  return `Each app is stopped, restored by VolSync, compared file by file and started again${parallel}, at most ${limit} each. If one fails, its restore stays open: ${programName} restore resume APP, or abort APP; the others continue.`;
}

function cellsOf(one: AppRestorePlan): readonly string[] {
  const { snapshot } = one.plan.chosen;
  const { id, time, summary: sums } = snapshot;
  return [
    plainLine(`${one.app.namespace}/${one.app.name}`),
    plainLine(`pvc/${claimToFill(one)}`),
    shortId(id),
    timeText(time),
    sums === undefined ? '–' : sizeText(sums.bytes),
    sums === undefined ? '–' : sums.files.toLocaleString('en-US'),
    ...(one.mode === 'to-new' ? claimCells(one.plan.claim.spec) : []),
  ];
}

function claimCells(spec: Extract<AppRestorePlan, { mode: 'to-new' }>['plan']['claim']['spec']): readonly string[] {
  return [spec?.resources?.requests?.['storage'] ?? '–', spec?.storageClassName ?? '(default)'].map(plainLine);
}

function notesOf(one: AppRestorePlan, view: ManyPlanView): readonly string[] {
  const { chosen } = one.plan;
  if (one.mode === 'to-new') return warningLines(chosen.ownership?.warnings ?? [], view);
  const after = one.after && `after ${one.after.app.namespace}/${one.after.app.name}: both use ${one.after.object}`;
  return [
    ...changesOf(one.plan).flatMap((line) => below(line, view)),
    ...below(deedsText(one.plan), view),
    ...(after === undefined ? [] : below(plainLine(after), view)),
    ...warningLines(one.plan.warnings, view),
  ];
}

function changesOf({ preview, journal, isUndecided }: InPlacePlan): readonly string[] {
  return changeLines(preview, isUndecided ? undefined : journal.deletesExtraFiles);
}

function deedsText({ journal }: InPlacePlan): string {
  const { workloads, holds, safety } = journal;
  const kept = safety.kind === 'backup' ? 'a sync first' : safetyText(journal);
  return [
    workloads.length === 0 ? 'nothing mounts it' : `stops ${workloads.map(workloadText).join(', ')}`,
    ...(holds.length === 0 ? [] : [`suspends ${holds.map(suspendedObjectText).join(', ')}`]),
    kept === undefined ? 'the present data is NOT KEPT, as you asked' : `keeps the present data: ${kept}`,
  ].join('; ');
}

function unrestorableLines({ unrestorable, failures }: ManyPlan, view: ManyPlanView): readonly string[] {
  const all = [
    ...unrestorable.map(({ app, failure }) => ({ subject: `${app.namespace}/${app.name}: `, failure })),
    ...failures.map((failure) => ({ subject: '', failure })),
  ];
  if (all.length === 0) return [];
  const { style } = view;
  return [
    style.strong('Cannot be restored:'),
    ...all.flatMap(({ subject, failure: { message, details, hint } }) => [
      ...wrapText(plainLine(`${subject}${message}`), width(view) - 4).map((line, index) =>
        index === 0 ? `  ${style.bad('✗')} ${line}` : `${indent}${line}`,
      ),
      ...evidenceLines(details, `${indent}  `, view),
      ...(hint === undefined ? [] : hintLines(hint).map((line) => `  ${line}`)),
    ]),
  ];
}

function warningLines(texts: readonly string[], view: ManyPlanView): readonly string[] {
  return texts.flatMap((text) =>
    wrapText(plainLine(text), width(view) - 6).map((line, index) =>
      index === 0 ? `${indent}${view.style.warning('!')} ${line}` : `${indent}  ${line}`,
    ),
  );
}

function below(text: string, view: ManyPlanView): readonly string[] {
  return wrapText(text, width(view) - indent.length).map((line) => indent + line);
}

function width({ columns }: ManyPlanView): number {
  return Math.min(columns ?? 80, 120);
}
