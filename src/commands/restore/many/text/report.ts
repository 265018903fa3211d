import type { Outcome } from '../../../../errors.ts';
import { plainLine } from '../../../../foreign-text.ts';
import { entriesIn } from '../../../../files/tally.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import { shellCommand, shellWord, ShellWords } from '../../../../shell-command.ts';
import { agoText, durationText } from '../../../../text/age.ts';
import { evidenceLines, hintLines } from '../../../../text/failure.ts';
import { sizeText } from '../../../../text/size.ts';
import type { Style } from '../../../../text/style.ts';
import { renderTable } from '../../../../text/table.ts';
import { wrapText } from '../../../../text/wrap.ts';
import { renderInPlace } from '../../in-place/text.ts';
import type { ManyReport, RestoredApp } from '../operation/plan.ts';
import { claimToFill } from './cells.ts';

export interface ManyView {
  readonly style: Style;
  readonly programName: string;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
}

const headers = ['APP', 'RESULT', 'TIME', 'SNAPSHOT', 'INTO', 'DATA OF', 'SIZE'] as const;
const indent = '    ';

/** How each app ended, with the time that it took, and what is left to do. */
export function renderMany(report: ManyReport, view: ManyView): string {
  const { apps, time, tookMs } = report;
  if (apps.length === 0) return '';
  const rows = apps.map((app) => ({ cells: cellsOf(app, time), notes: notesOf(app, view) }));
  const table = renderTable(rows, {
    headers,
    fit: view.columns === undefined ? undefined : { columns: view.columns, keep: 3 },
    paint: (text, row, column) => (column === 1 ? painted(text, apps[row], view.style) : text),
  });
  const lines = [`${countsText(apps)} · ${durationText(tookMs)}`, ...asideLines(apps, view), ...keptLines(apps, view)];
  return `${table}${lines.map((line) => `${line}\n`).join('')}`;
}

/** Symbol and word for an app's end. */
export function resultText({ state, outcome, done }: Pick<RestoredApp, 'state' | 'outcome' | 'done'>): string {
  if (state === 'restored') {
    if (outcome === 'ok') return '✔ restored';
    return outcome === 'unknown' && done?.mode === 'to-new' ? '? not verified' : '! restored';
  }
  if (state === 'unrestorable') return '✗ unrestorable';
  if (state === 'not-started') return '✗ not started';
  return `✗ ${words[outcome] ?? 'failed'}`;
}

const words: Partial<Record<Outcome, string>> = {
  refused: 'refused',
  timeout: 'timed out',
  interrupted: 'interrupted',
};

function painted(text: string, app: RestoredApp | undefined, style: Style): string {
  if (app?.outcome === 'ok') return style.good(text);
  return app?.state === 'restored' ? style.warning(text) : style.bad(text);
}

function cellsOf(app: RestoredApp, now: Date): readonly string[] {
  const { planned, tookMs } = app;
  const chosen = planned?.plan.chosen;
  const bytes = chosen?.snapshot.summary?.bytes;
  return [
    plainLine(`${app.app.namespace}/${app.app.name}`),
    resultText(app),
    tookMs === 0 ? '–' : durationText(tookMs),
    chosen === undefined ? '–' : shortId(chosen.snapshot.id),
    planned === undefined ? '–' : plainLine(`pvc/${claimToFill(planned)}`),
    agoText(chosen?.dataTime, now),
    bytes === undefined ? '–' : sizeText(bytes),
  ];
}

/** Such as `1 failed · 2 restored`. */
function countsText(apps: readonly RestoredApp[]): string {
  const texts = apps.map((app) => resultText(app).slice(2));
  return [...Map.groupBy(texts, (text) => text)].map(([text, all]) => `${all.length} ${text}`).join(' · ');
}

function notesOf(app: RestoredApp, view: ManyView): readonly string[] {
  const { failure, done, left, planned } = app;
  const { style } = view;
  const width = widthOf(view) - indent.length;
  const message = failure?.message ?? '';
  const warnings = [
    ...(done?.mode === 'to-new' ? (planned?.plan.chosen.ownership?.warnings ?? []) : []),
    ...attributes(app),
  ];
  return [
    ...wrapText(plainLine(message), width).map((line) => indent + line),
    ...evidenceLines(failure?.details ?? [], `${indent}  `, view),
    ...(failure?.hint === undefined ? [] : hintLines(failure.hint).map((line) => `  ${line}`)),
    ...unverified(app).map((line) => indent + line),
    ...warnings.map((text) => `${indent}${style.warning('!')} ${plainLine(text)}`),
    ...left.flatMap(({ what, why, hint }) => [
      `${indent}${style.warning('!')} ${plainLine(`${what} is left: ${why}`)}`,
      ...hintLines(hint).map((line) => `  ${line}`),
    ]),
  ];
}

function unverified({ done }: RestoredApp): readonly string[] {
  if (done?.mode !== 'to-new' || done.result.check.kind !== 'unknown') return [];
  return [
    'whether every file is that of the snapshot is not known:',
    ...done.result.check.why.map((why) => `  ${plainLine(why)}`),
  ];
}

function attributes({ done }: RestoredApp): readonly string[] {
  const count =
    done?.mode === 'to-new'
      ? done.result.check.kind === 'same'
        ? done.result.check.attributes
        : 0
      : done?.report.check === undefined
        ? 0
        : entriesIn(done.report.check.attributes);
  return count === 0 ? [] : [`${count.toLocaleString('en-US')} with another owner, mode or time`];
}

/** The whole result of an app whose data is restored but that is not as before. */
function asideLines(apps: readonly RestoredApp[], view: ManyView): readonly string[] {
  return apps.flatMap(({ done, outcome }) =>
    done?.mode !== 'in-place' || outcome === 'ok' ? [] : ['', renderInPlace(done.report, view).trimEnd()],
  );
}

/** The safety copies of the apps that are as before. */
function keptLines(apps: readonly RestoredApp[], view: ManyView): readonly string[] {
  const kept = apps.flatMap(({ done, outcome }) => {
    if (done?.mode !== 'in-place' || outcome !== 'ok' || done.report.aftermath.safety !== 'there') return [];
    const { namespace, safety } = done.report.journal;
    return safety.kind === 'snapshot' ? [{ namespace, name: safety.volumeSnapshot }] : [];
  });
  const commands = [...Map.groupBy(kept, ({ namespace }) => namespace)].map(([namespace, here]) => {
    const names = new ShellWords(here.map(({ name }) => shellWord(name)).join(' '));
    return shellCommand`  → kubectl delete volumesnapshot -n ${namespace} ${names}`;
  });
  const text = 'The previous data is kept in VolumeSnapshots; when it is no longer needed:';
  return commands.length === 0 ? [] : [...wrapText(text, widthOf(view)), ...commands];
}

function widthOf({ columns }: ManyView): number {
  return Math.min(columns ?? 80, 120);
}
