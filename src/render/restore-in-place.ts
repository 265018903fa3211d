import { entriesIn } from '../files/tally.ts';
import type { InPlaceReport } from '../operations/restore-in-place.ts';
import { shortId } from '../restic/snapshots.ts';
import type { RestoreJournal } from '../volsync/restore-journal.ts';
import { durationText } from './age.ts';
import { changeLines, tallyText } from './comparison.ts';
import { pathText } from './path-text.ts';
import { plainLine } from './plain.ts';
import { safetyText, workloadText } from './restore-journal.ts';
import type { Style } from './style.ts';
import { timeText } from './time-text.ts';
import { signedLines, wrapText } from './wrap.ts';

export interface InPlaceView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
}

/** How a restore in place has ended: what is in the volume now, how that is known, and what is left. */
export function renderInPlace(report: InPlaceReport, view: InPlaceView): string {
  const lines = report.end === 'restored' ? restoredLines(report, view) : takenBackLines(report, view);
  return `${lines.join('\n')}\n`;
}

/** The same as scripts read it. */
export function inPlaceDocument(report: InPlaceReport) {
  const { end, journal, preview, restored, check, inexact, tookMs } = report;
  const { namespace, app, claim, snapshot, deletesExtraFiles, safety, workloads, holds, sources } = journal;
  const moverMs = restored?.moverMs;
  return {
    schema: 'volsyncctl/restore-in-place/v1',
    outcome: 'ok',
    end,
    namespace,
    app,
    claim,
    snapshot,
    deletesExtraFiles,
    safety,
    workloads,
    holds,
    sources,
    changed: preview,
    check,
    inexact,
    leavesData: journal.leavesData,
    dataBack: journal.dataBack,
    tookSeconds: seconds(tookMs),
    moverSeconds: moverMs === undefined ? undefined : seconds(moverMs),
  };
}

function restoredLines(report: InPlaceReport, view: InPlaceView): readonly string[] {
  const { journal, preview, restored, tookMs } = report;
  const { namespace, app, claim, snapshot, workloads } = journal;
  const moment = timeText(new Date(snapshot.time));
  const mover = restored?.moverMs === undefined ? '' : `, VolSync's part ${durationText(restored.moverMs)}`;
  const safety = safetyText(journal);
  const text = `pvc/${claim} is what snapshot ${shortId(snapshot.id)} of ${moment} is`;
  return [
    signedLines({ sign: view.style.good('✔'), subject: `${namespace}/${app}`, text }, widthIn(view)),
    ...checkLines(report, view),
    ...(preview === undefined
      ? []
      : ['  what changed:', ...changeLines(preview, journal.deletesExtraFiles).map((line) => `    ${line}`)]),
    ...runningLines(workloads, view),
    ...(safety === undefined ? [] : keptLines(report, safety, view)),
    `  ${durationText(tookMs)} in all${mover}`,
  ];
}

/** Files that were compared, and what of them no restore could set. */
function checkLines({ check }: InPlaceReport, { style, columns }: InPlaceView): readonly string[] {
  if (check === undefined) return [];
  const { unchanged, attributes, examples } = check;
  const lines = [`  compared: ${tallyText(unchanged)}, no difference in content`];
  if (entriesIn(attributes) === 0) return lines;
  const paths = examples
    .filter(({ kind }) => kind === 'attributes')
    .slice(0, 3)
    .map(({ path }) => pathText(path));
  const text = `${tallyText(attributes)} with another owner, mode or time than in the snapshot, which the mover's user may not set: ${paths.join(', ')}`;
  return [...lines, ...indented(text, style.warning('!'), columns)];
}

function runningLines(workloads: RestoreJournal['workloads'], view: InPlaceView): readonly string[] {
  return workloads.length === 0 ? [] : beneath(`running again: ${workloads.map(workloadText).join(', ')}`, view);
}

function keptLines({ journal }: InPlaceReport, safety: string, view: InPlaceView): readonly string[] {
  if (journal.safety.kind !== 'snapshot') return beneath(`the data of before: ${safety}`, view);
  const { volumeSnapshot } = journal.safety;
  return [
    ...beneath(`the data of before is kept in ${safety}; when it is no longer needed:`, view),
    `  → kubectl delete volumesnapshot ${plainLine(volumeSnapshot)} -n ${journal.namespace}`,
  ];
}

function takenBackLines(report: InPlaceReport, view: InPlaceView): readonly string[] {
  const { style, columns } = view;
  const { journal, inexact, tookMs } = report;
  const { namespace, app, workloads, dataBack } = journal;
  const safety = safetyText(journal);
  const isKept = (dataBack === 'inexact' || dataBack === 'left') && safety !== undefined;
  const sign = dataBack === 'left' ? style.warning('!') : style.good('✔');
  return [
    signedLines(
      { sign, subject: `${namespace}/${app}`, text: `the restore was taken back: ${dataText(journal)}` },
      widthIn(view),
    ),
    ...inexact.flatMap((line) => indented(plainLine(line), style.warning('!'), columns)),
    ...(isKept ? keptLines(report, safety, view) : []),
    ...runningLines(workloads, view),
    `  ${durationText(tookMs)} in all`,
  ];
}

/** Also where another process has brought the data back, or left it. */
function dataText({ claim, steps, dataBack }: InPlaceReport['journal']): string {
  if (steps.restore === undefined) return `the data of pvc/${claim} was not touched`;
  switch (dataBack) {
    case 'left':
      return `the data of pvc/${claim} was left as it is, as you asked; it may be half restored`;
    case 'exact':
    case 'inexact':
      return `the data of pvc/${claim} is that of before, compared file by file`;
    default:
      return `whether the data of pvc/${claim} is that of before is not known`;
  }
}

function beneath(text: string, view: InPlaceView): readonly string[] {
  return wrapText(text, widthIn(view) - 2).map((line) => `  ${line}`);
}

function widthIn({ columns }: InPlaceView): number {
  return Math.min(columns ?? 80, 120);
}

function indented(text: string, sign: string, columns: number | undefined): readonly string[] {
  return wrapText(text, Math.min(columns ?? 80, 120) - 4).map(
    (line, index) => `${index === 0 ? `  ${sign} ` : '    '}${line}`,
  );
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
