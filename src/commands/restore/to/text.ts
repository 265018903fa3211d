import type { SnapshotSelector } from '../../../restore/snapshot-selector.ts';
import type { RestoreToPlan } from './operation/plan.ts';
import type { RestoreToResult } from './operation/restore-to.ts';
import { shortId } from '../../../restic/snapshots.ts';
import type { RestoreCheck } from '../../../restore/check-restored.ts';
import { durationText } from '../../../text/age.ts';
import { inCluster } from '../../../text/in-cluster.ts';
import { plainLine } from '../../../foreign-text.ts';
import { copyTexts, repositoriesDocument, repositoryLines } from '../text/repositories.ts';
import { olderDataLines } from '../text/plan.ts';
import { stepsTable } from '../../../text/steps-table.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';
import { snapshotDocument } from '../../../text/verdict-json.ts';
import { zoneText } from '../../../text/zone.ts';
import { shellCommand } from '../../../shell-command.ts';

export interface RestoreToPlanView {
  readonly style: Style;
  /** Undefined if the snapshot was chosen from a list. */
  readonly selector: SnapshotSelector | undefined;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
  readonly columns: number | undefined;
}

/** What will be done, and in which cluster. */
export function renderRestoreToPlan(
  plan: RestoreToPlan,
  { selector, style, clusterName, columns }: RestoreToPlanView,
): string {
  const { claim, chosen, timeoutMs } = plan;
  return [
    snapshotLine(plan, selector),
    ...repositoryLines(plan.repository, style),
    ...warningLines(plan, style),
    ...olderDataLines(chosen),
    style.strong(`Will happen${inCluster(clusterName)}`),
    stepsTable(
      [
        ['make', [`PVC ${claim.metadata.namespace}/${claim.metadata.name}, ${claimText(plan)}`]],
        ...copyTexts(plan.repository).map((text) => ['copy', [text]] as const),
        ['restore', [`with VolSync (restoreAsOf ${chosen.restoreAsOf}), at most ${durationText(timeoutMs)}`]],
        ['check', [`that the mover has restored ${shortId(chosen.snapshot.id)}, and ${proofText(plan)}`]],
      ],
      columns,
    ),
    'Nothing else is changed. If it fails, the PVC is removed.',
    '',
  ].join('\n');
}

/** What was restored, the duration, and the next steps. */
export function renderRestored({ plan, restored, summary, check, tookMs }: RestoreToResult, style: Style): string {
  const { namespace, name } = plan.claim.metadata;
  const { snapshot } = plan.chosen;
  const { entries, bytes } = summary;
  const amount = `${entriesText(entries)}${bytes === undefined ? '' : `, ${sizeText(bytes)}`}`;
  const mover = restored.moverMs === undefined ? '' : `, ${durationText(restored.moverMs)} of it VolSync's`;
  return [
    `${check.kind === 'unknown' ? style.warning('?') : style.good('✔')} ${originText(plan)}  snapshot ${shortId(snapshot.id)} of ${timeText(snapshot.time)} is in PVC ${namespace}/${name}`,
    `  ${amount}; the mover named the snapshot · ${durationText(tookMs)}${mover}`,
    ...checkLines(check),
    ...repositoryLines(plan.repository, style).map((line) => `  ${line}`),
    ...warningLines(plan, style),
    shellCommand`  → volsyncctl ls pvc/${name}:/ -n ${namespace}`,
    '',
  ].join('\n');
}

/** JSON document of the plan or result. */
export function restoreToDocument(plan: RestoreToPlan, result?: RestoreToResult) {
  const { origin, chosen, claim, timeoutMs } = plan;
  const { namespace, name } = claim.metadata;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'to',
    isDryRun: result === undefined,
    outcome: result?.outcome ?? 'ok',
    state: result === undefined ? 'planned' : 'restored',
    namespace,
    ...(origin.kind === 'app' ? { app: origin.name } : { repositorySecret: origin.secret }),
    repositories: repositoriesDocument(plan.repository),
    repository: chosen.address,
    snapshot: snapshotDocument(chosen.snapshot, chosen.dataTime),
    restoreAsOf: chosen.restoreAsOf,
    previous: chosen.previous,
    claim: name,
    claimSpec: claim.spec,
    timeoutSeconds: timeoutMs / 1000,
    warnings: chosen.ownership?.warnings ?? [],
    ...(result !== undefined && resultDocument(result)),
  };
}

function resultDocument({ restored, summary, check, tookMs }: RestoreToResult) {
  const { destination, snapshotId, moverMs, waitedMs } = restored;
  return {
    restored: { snapshotId, entryCount: summary.entries, bytes: summary.bytes },
    provenBy: check.kind === 'same' ? 'comparison' : 'mover',
    check: checkDocument(check),
    destination: destination.name,
    tookSeconds: seconds(tookMs),
    waitedSeconds: seconds(waitedMs),
    moverSeconds: moverMs === undefined ? undefined : seconds(moverMs),
  };
}

function checkDocument(check: RestoreCheck) {
  if (check.kind === 'same') {
    return { kind: check.kind, entryCount: check.entries, attributeCount: check.attributes };
  }
  return { kind: check.kind, details: check.kind === 'unknown' ? check.why : undefined };
}

function proofText({ compare }: RestoreToPlan): string {
  return compare === undefined ? 'all of it' : 'compare every file with it';
}

function warningLines({ chosen }: RestoreToPlan, style: Style): readonly string[] {
  return (chosen.ownership?.warnings ?? []).map((text) => `${style.warning('!')} ${plainLine(text)}`);
}

function checkLines(check: RestoreCheck): readonly string[] {
  switch (check.kind) {
    case 'same':
      return [
        `  compared: ${entriesText(check.entries)} with the snapshot's content`,
        ...(check.attributes === 0 ? [] : [`  ! ${entriesText(check.attributes)} with another owner, mode or time`]),
      ];
    case 'unknown':
      return [
        '  whether every file is that of the snapshot is not known:',
        ...check.why.map((why) => `    ${plainLine(why)}`),
      ];
    case 'skipped':
      return [];
  }
}

function entriesText(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'entry' : 'entries'}`;
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function snapshotLine(plan: RestoreToPlan, selector: SnapshotSelector | undefined): string {
  const { snapshot, address } = plan.chosen;
  const { summary, time } = snapshot;
  const size = summary === undefined ? [] : [`${countText(summary.files, 'file')}, ${sizeText(summary.bytes)}`];
  const asked = selector?.kind === 'as-of' ? [`asked: ${timeText(selector.moment)} ${zoneText(selector.moment)}`] : [];
  const notes = [...size, ...asked].join('; ');
  // Its origin may be in doubt.
  const isDoubtful = (plan.chosen.ownership?.warnings ?? []).length > 0;
  const whose = isDoubtful ? '' : `of ${originText(plan)}, `;
  const from = address === undefined ? '' : `\n          ${whose}out of ${plainLine(address)}`;
  return `Snapshot  ${shortId(snapshot.id)}  ${timeText(time)} ${zoneText(time)}${notes === '' ? '' : `  ${notes}`}${from}`;
}

/** Whose data it is: in another namespace, the app there. */
function originText({ origin, repository }: RestoreToPlan): string {
  const namespace = repository?.candidate.secret.namespace ?? origin.namespace;
  if (origin.kind === 'app' && namespace !== origin.namespace) return `${namespace}/${origin.name}`;
  return origin.kind === 'app'
    ? `${origin.namespace}/${origin.name}`
    : `Secret ${origin.namespace}/${plainLine(origin.secret)}`;
}

function claimText({ claim }: RestoreToPlan): string {
  const { storageClassName, accessModes = [], resources } = claim.spec ?? {};
  const size = resources?.requests?.['storage'] ?? '';
  return [size, `class ${storageClassName ?? 'of the cluster (default)'}`, accessModes.join(', ')]
    .map(plainLine)
    .join(', ');
}
