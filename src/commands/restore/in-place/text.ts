import { entriesIn } from '../../../files/tally.ts';
import type { InPlaceReport } from './operation/restore-in-place.ts';
import type { WorkloadState } from './operation/aftermath.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { durationText } from '../../../text/age.ts';
import { changeLines, tallyText, comparisonDocument } from '../../../text/comparison.ts';
import { pathText } from '../../../text/path-text.ts';
import { plainLine } from '../../../foreign-text.ts';
import { sourceLines } from '../text/source-states.ts';
import { safetyText, workloadText } from '../text/journal.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';
import { indented, signedLines, wrapText } from '../../../text/wrap.ts';
import { shellCommand, shellWords } from '../../../shell-command.ts';

export interface InPlaceView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
}

/** The result of an in-place restore: what is in the volume now, how that was proven, and what is left. */
export function renderInPlace(report: InPlaceReport, view: InPlaceView): string {
  const lines = report.end === 'restored' ? restoredLines(report, view) : takenBackLines(report, view);
  return `${lines.join('\n')}\n`;
}

/** JSON document of the same. */
export function inPlaceDocument(report: InPlaceReport) {
  const { end, journal, preview, restored, check, inexact, aftermath, tookMs } = report;
  const { namespace, app, claim, snapshot, otherRepository, deletesExtraFiles, safety, workloads, holds, sources } =
    journal;
  const moverMs = restored?.moverMs;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'in-place',
    isDryRun: false,
    outcome: aftermath.outcome,
    state: end,
    namespace,
    app,
    claim,
    snapshot,
    repositories: otherRepository && [
      { namespace: otherRepository.namespace, secret: otherRepository.secret, isOwn: isOwn(journal), state: 'chosen' },
    ],
    deletesExtraFiles,
    safety,
    workloads,
    /** The state of each workload at the end. */
    workloadStates: aftermath.workloads.map(({ workload: { kind, name }, state, replicas, isAnother }) => {
      return { kind, name, state, replicas, isAnother };
    }),
    /** The state of each ReplicationSource of the volume at the end. */
    sourceStates: aftermath.sources,
    /**
     * Whether the VolumeSnapshot of `safety` exists at the end: there, gone, unknown, or other if the safety copy is
     * not one.
     */
    safetyState: aftermath.safety,
    holds,
    sources,
    preview: preview && comparisonDocument(preview),
    check: check && comparisonDocument(check),
    inexact,
    leavesData: journal.leavesData,
    dataBack: journal.dataBack,
    tookSeconds: seconds(tookMs),
    moverSeconds: moverMs === undefined ? undefined : seconds(moverMs),
  };
}

/** Whether the snapshot is in the repository that the app itself backs up into. */
function isOwn({ namespace, source, otherRepository: repository }: InPlaceReport['journal']): boolean {
  return repository?.namespace === namespace && repository.secret === source?.restic['repository'];
}

function restoredLines(report: InPlaceReport, view: InPlaceView): readonly string[] {
  const { journal, preview, restored, tookMs } = report;
  const { namespace, app, claim, snapshot } = journal;
  const moment = timeText(new Date(snapshot.time));
  const mover = restored?.moverMs === undefined ? '' : `, VolSync's part ${durationText(restored.moverMs)}`;
  const safety = safetyText(journal);
  const text = `pvc/${claim} matches snapshot ${shortId(snapshot.id)} of ${moment}`;
  return [
    signedLines({ sign: signOf(report, view), subject: `${namespace}/${app}`, text }, widthIn(view)),
    ...(journal.otherRepository === undefined
      ? []
      : [`  out of the repository of Secret ${journal.otherRepository.namespace}/${journal.otherRepository.secret}`]),
    ...checkLines(report, view),
    ...(preview === undefined
      ? []
      : ['  what changed:', ...changeLines(preview, journal.deletesExtraFiles).map((line) => `    ${line}`)]),
    ...workloadLines(report, view),
    ...(safety === undefined ? [] : keptLines(report, safety, view)),
    `  ${durationText(tookMs)} in all${mover}`,
  ];
}

/** The files that were compared, and what no restore could set. */
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

function workloadLines({ journal, aftermath }: InPlaceReport, view: InPlaceView): readonly string[] {
  const { namespace } = journal;
  const as = (wasStopped: boolean) =>
    aftermath.workloads.filter(({ state, workload }) => state === 'ready' && workload.replicas > 0 === wasStopped);
  const named = (states: readonly WorkloadState[]) =>
    states.map(({ workload, replicas = 0 }) => workloadText({ ...workload, replicas })).join(', ');
  const [running, idle] = [as(true), as(false)];
  return [
    ...(running.length === 0 ? [] : beneath(`running again: ${named(running)}`, view)),
    ...(idle.length === 0 ? [] : beneath(`as before: ${named(idle)}`, view)),
    ...aftermath.workloads
      .filter(({ state }) => state !== 'ready')
      .flatMap((each) => notRunning(each, namespace, view)),
    ...sourceLines(journal, aftermath, view),
  ];
}

/** What does not run, and what to do about it. */
function notRunning({ workload, state, isAnother }: WorkloadState, namespace: string, view: InPlaceView) {
  const { style, columns } = view;
  const { kind, name, replicas } = workload;
  const again = isAnother ? 'was deleted and created again, and ' : '';
  const object = shellWords`${kind.toLowerCase()} ${name} -n ${namespace}`;
  const words: Readonly<Record<typeof state, readonly [sign: string, what: string, hint: string]>> = {
    ready: ['', '', ''],
    gone: [style.bad('✗'), 'is gone: it was deleted', shellCommand`kubectl get ${kind.toLowerCase()}s -n ${namespace}`],
    stopped: [
      style.bad('✗'),
      `${again}has 0 replicas, and had ${replicas}`,
      shellCommand`kubectl scale ${object} --replicas=${replicas}`,
    ],
    'not-ready': [style.bad('✗'), `${again}is not ready`, shellCommand`kubectl describe ${object}`],
    'not-ready-as-before': [
      style.warning('!'),
      'is not ready, as before the restore',
      shellCommand`kubectl describe ${object}`,
    ],
    unknown: [
      style.warning('?'),
      'could not be read: whether it runs is not known',
      shellCommand`kubectl get ${object}`,
    ],
  };
  const [sign, what, hint] = words[state];
  return [...indented(plainLine(`${kind} ${name} ${what}`), sign, columns), `    → ${plainLine(hint)}`];
}

/** The data may be correct although the app does not run. */
function signOf({ aftermath }: InPlaceReport, { style }: InPlaceView): string {
  return aftermath.outcome === 'ok' ? style.good('✔') : style.warning('!');
}

/** A deleted safety copy is not offered for a rollback. */
function keptLines({ journal, aftermath }: InPlaceReport, safety: string, view: InPlaceView): readonly string[] {
  const { style, columns } = view;
  if (journal.safety.kind !== 'snapshot') return beneath(`the previous data: ${safety}`, view);
  if (aftermath.safety === 'gone') {
    return indented(`the previous data is not kept: ${safety} was deleted`, style.warning('!'), columns);
  }
  if (aftermath.safety !== 'there') {
    return indented(`not known whether the previous data is still kept: ${safety} could not be read`, '?', columns);
  }
  const { volumeSnapshot } = journal.safety;
  return [
    ...beneath(`the previous data is kept in ${safety}; when it is no longer needed:`, view),
    shellCommand`  → kubectl delete volumesnapshot ${plainLine(volumeSnapshot)} -n ${journal.namespace}`,
  ];
}

function takenBackLines(report: InPlaceReport, view: InPlaceView): readonly string[] {
  const { style, columns } = view;
  const { journal, inexact, tookMs } = report;
  const { namespace, app, dataBack } = journal;
  const safety = safetyText(journal);
  const isKept = (dataBack === 'inexact' || dataBack === 'left') && safety !== undefined;
  const sign = dataBack === 'left' ? style.warning('!') : signOf(report, view);
  return [
    signedLines(
      { sign, subject: `${namespace}/${app}`, text: `the restore was rolled back: ${dataText(journal)}` },
      widthIn(view),
    ),
    ...inexact.flatMap((line) => indented(plainLine(line), style.warning('!'), columns)),
    ...(isKept ? keptLines(report, safety, view) : []),
    ...workloadLines(report, view),
    `  ${durationText(tookMs)} in all`,
  ];
}

/** Also if another process has restored the data, or left it. */
function dataText({ claim, steps, dataBack }: InPlaceReport['journal']): string {
  if (steps.restore === undefined) return `the data of pvc/${claim} was not touched`;
  switch (dataBack) {
    case 'left':
      return `the data of pvc/${claim} was left as it is, as you asked; it may be half restored`;
    case 'exact':
    case 'inexact':
      return `pvc/${claim} has its previous data again, compared file by file`;
    default:
      return `whether pvc/${claim} has its previous data again is not known`;
  }
}

function beneath(text: string, view: InPlaceView): readonly string[] {
  return wrapText(text, widthIn(view) - 2).map((line) => `  ${line}`);
}

function widthIn({ columns }: InPlaceView): number {
  return Math.min(columns ?? 80, 120);
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
