import type { InPlacePlan } from '../in-place/operation/plan.ts';
import type { ChosenSnapshot } from '../../../restore/chosen-snapshot.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { isNoticeablyOlder } from '../../../volsync/data-time.ts';
import { stepNames, type RestoreJournal, type StepName } from '../../../volsync/restore-journal.ts';
import { changeLines, comparisonDocument } from '../../../text/comparison.ts';
import { inCluster } from '../../../text/in-cluster.ts';
import { plainLine } from '../../../foreign-text.ts';
import { stepsTable, type PlannedStep } from '../../../text/steps-table.ts';
import { copyTexts, repositoriesDocument, repositoryLines } from './repositories.ts';
import { suspendedObjectText, stepLabels, workloadText } from './journal.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';
import { snapshotDocument } from '../../../text/verdict-json.ts';
import { wrapText } from '../../../text/wrap.ts';

export interface RestorePlanView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
  /** The requested snapshot, such as `--as-of 2026-11-22 23:59:59`. */
  readonly asked: string;
}

/** Everything that an in-place restore will do. */
export function renderRestorePlan(plan: InPlacePlan, view: RestorePlanView): string {
  const { chosen, preview, journal, warnings } = plan;
  const { style, programName, clusterName } = view;
  const { snapshot } = chosen;
  const { summary } = snapshot;
  const size = summary === undefined ? '' : `  ${countText(summary.files, 'file')}, ${sizeText(summary.bytes)}`;
  const lines = [
    `Snapshot  ${style.strong(shortId(snapshot.id))}  ${timeText(snapshot.time)}${size}  (asked: ${view.asked})`,
    ...repositoryLines(plan.repository, style),
    ...olderDataLines(chosen),
    `Will change in pvc/${journal.claim}${inCluster(clusterName)}:`,
    ...changeLines(preview, extraFilesOf(plan)).map((line) => `  ${paintedChange(line, style)}`),
    'Will happen',
    stepsTable(deeds(plan), view.columns),
    ...warnings.flatMap((text) =>
      wrapText(plainLine(text), width(view) - 2).map((line, index) =>
        index === 0 ? `${style.warning('!')} ${line}` : `  ${line}`,
      ),
    ),
    `If anything fails: ${programName} restore abort ${journal.app} -n ${journal.namespace}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Both times, if the data is much older than the snapshot. */
export function olderDataLines({
  snapshot,
  dataTime,
}: Pick<ChosenSnapshot, 'snapshot' | 'dataTime'>): readonly string[] {
  if (!isNoticeablyOlder(dataTime, snapshot.time)) return [];
  return [`          its data is of ${timeText(dataTime)}, when the sync began that saved it`];
}

/** JSON document of the same. */
export function restorePlanDocument(plan: InPlacePlan) {
  const { chosen, preview, journal, warnings } = plan;
  const { namespace, app, claim, safety, holds, workloads, sources } = journal;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'in-place',
    isDryRun: true,
    outcome: 'ok',
    state: 'planned',
    namespace,
    app,
    claim,
    snapshot: snapshotDocument(chosen.snapshot, chosen.dataTime),
    repositories: repositoriesDocument(plan.repository),
    restoreAsOf: chosen.restoreAsOf,
    /** Null if it would be asked. */
    deletesExtraFiles: extraFilesOf(plan) ?? null,
    preview: comparisonDocument(preview),
    safety,
    holds,
    workloads,
    sources,
    warnings,
  };
}

/** Undefined if it was not set. */
function extraFilesOf({ journal, isUndecided }: InPlacePlan): boolean | undefined {
  return isUndecided ? undefined : journal.deletesExtraFiles;
}

const extraFilesWords: Readonly<Record<string, string>> = {
  true: 'extra files are deleted',
  false: 'extra files stay',
  undefined: 'you are asked about extra files',
};

function paintedChange(line: string, style: Style): string {
  if (line.startsWith('-') || line.startsWith('?')) return style.bad(line);
  return line.startsWith('+') || line.startsWith('~') ? style.warning(line) : line;
}

/** What each step does, to which object. */
export function plannedSteps(plan: InPlacePlan): Readonly<Record<StepName, readonly string[]>> {
  const { journal } = plan;
  const { sources, holds, workloads } = journal;
  return {
    keep: [keptText(journal)],
    hold: holds.length === 0 ? ['nothing'] : holds.map(suspendedObjectText),
    stop: workloads.length === 0 ? ['nothing mounts it'] : workloads.flatMap(stoppedTexts),
    park: sources.map((source) => plainLine(`ReplicationSource ${source.name}${scheduleText(source)}`)),
    restore: [
      extraFilesWords[String(extraFilesOf(plan))] ?? '',
      ...copyTexts(plan.repository).map((text) => `copies ${text}`),
    ],
    check: ['succeeds only if no differences remain'],
  };
}

function deeds(plan: InPlacePlan): readonly PlannedStep[] {
  const texts = plannedSteps(plan);
  const { workloads } = plan.journal;
  return [
    ...stepNames.map((name) => [stepLabels[name], texts[name]] as const),
    ['release everything', workloads.length === 0 ? ['what is held'] : workloads.map(workloadText)],
  ];
}

function keptText({ safety }: RestoreJournal): string {
  switch (safety.kind) {
    case 'snapshot':
      return plainLine(`VolumeSnapshot ${safety.volumeSnapshot}`);
    case 'backup':
      return 'a sync first: a snapshot in the repository';
    case 'none':
      return 'NOT KEPT, as you asked: no way back';
  }
}

function stoppedTexts(workload: RestoreJournal['workloads'][number]): readonly string[] {
  const rest = workload.autoscalers.map((name) =>
    plainLine(`HorizontalPodAutoscaler ${name} is disabled during the restore`),
  );
  return [workloadText(workload), ...rest];
}

function scheduleText({ triggerBefore }: RestoreJournal['sources'][number]): string {
  return triggerBefore?.schedule === undefined ? '' : `, "${triggerBefore.schedule}"`;
}

function width({ columns }: RestorePlanView): number {
  return Math.min(columns ?? 80, 120);
}

/** The requested snapshot, with the resolved time and the assumed zone. */
export function askedText(
  selector:
    | { readonly kind: 'latest' }
    | { readonly kind: 'as-of'; readonly moment: Date }
    | { readonly kind: 'previous'; readonly count: number }
    | { readonly kind: 'snapshot'; readonly name: string },
): string {
  switch (selector.kind) {
    case 'latest':
      return '--latest';
    case 'as-of':
      return `--as-of ${timeText(selector.moment)} here, ${rfc3339(selector.moment)}`;
    case 'previous':
      return `--previous ${selector.count}`;
    case 'snapshot':
      return `--snapshot ${selector.name}`;
  }
}
