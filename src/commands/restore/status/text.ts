import type { OpenRestore, RestoreStatusReport, UnreadableJournal } from './operation.ts';
import { shortId } from '../../../restic/snapshots.ts';
import type { ClaimState } from '../judgement/claim-identity.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';
import { ageText } from '../../../text/age.ts';
import { hintLines } from '../../../text/failure.ts';
import { plainLine } from '../../../foreign-text.ts';
import { suspendedObjectText, isVolumeTouched, positionText, safetyText, workloadText } from '../text/journal.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Style } from '../../../text/style.ts';
import { wrapText } from '../../../text/wrap.ts';
import { objectName, sourceType } from '../../../text/object-name.ts';

export interface RestoreStatusView {
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
  /** The scope, such as `namespace home`. */
  readonly place: string;
}

/** Every unfinished restore: its progress, what it keeps stopped, and the two ways out. */
export function renderRestoreStatus(report: RestoreStatusReport, view: RestoreStatusView): string {
  const { restores, unreadable, parked, time } = report;
  if (restores.length + unreadable.length + parked.length === 0)
    return `No in-place restore is open in ${view.place}.\n`;
  return [
    ...restores.map((restore) => renderOne(restore, time, view)),
    ...unreadable.map((journal) => renderUnreadable(journal, view)),
    ...parked.map((source) => renderParked(source, view)),
  ].join('\n');
}

/** JSON document of the same. */
export function restoreStatusDocument({ restores, unreadable, parked, time }: RestoreStatusReport) {
  return {
    schema: 'volsyncctl/restore-status/v1',
    time: rfc3339(time),
    restores: restores.map(({ journal, holder, fate, claim, safety }) => ({
      ...journal,
      schema: undefined,
      source: undefined,
      isVolumeTouched: isVolumeTouched(journal),
      claimState: claim?.state,
      currentClaimUid: claim?.uid,
      safetyState: safety,
      holder: holder && { hostname: holder.hostname, pid: holder.pid, fate },
    })),
    /** ConfigMaps whose journals cannot be parsed. */
    unreadableJournals: unreadable.map(({ namespace, name, failure: { message, details, hint } }) => {
      return { namespace, name, message, details, hint };
    }),
    /** ReplicationSources that a restore left parked without any other trace. */
    parkedSources: parked.map(({ namespace, name, message, hint }) => ({ namespace, name, message, hint })),
  };
}

/** Output of `-o name`. */
export function restoreStatusNames({ restores }: RestoreStatusReport, isAll = false): readonly string[] {
  return restores.map(({ journal: { namespace, app } }) => objectName(sourceType, { namespace, name: app }, isAll));
}

function renderOne(restore: OpenRestore, time: Date, view: RestoreStatusView): string {
  const { journal } = restore;
  const { style, programName } = view;
  const age = ageText(time.getTime() - new Date(journal.startedAt).getTime());
  const isRunning = restore.fate === 'running';
  const head = `${journal.namespace}/${journal.app}  restore begun ${age} ago, ${positionText(journal)}`;
  const lines = [
    `${isRunning ? style.strong('⟳') : style.bad('✗')} ${plainLine(head)}`,
    ...factsOf(restore).flatMap(([name, text]) => fact(name, text, view)),
  ];
  if (isRunning) return `${lines.join('\n')}\n`;
  return `${[...lines, ...waysOut(restore, programName).map((way) => `  → ${way}`)].join('\n')}\n`;
}

/** The description comes before the command, which can be copied to the end of its line. */
function waysOut({ journal, claim, safety }: OpenRestore, programName: string): readonly string[] {
  const app = `${journal.app} -n ${journal.namespace}`;
  const way = (what: string, command: string) => `${what}: ${programName} restore ${command}`;
  const left = way('leave the data, restore everything else', `abort ${app} --leave-data`);
  const state = claim?.state ?? 'same';
  if (state === 'deleted' || state === 'being-deleted') return [left];
  const into = state !== 'same' && claim?.uid !== undefined ? ` --pvc-uid ${claim.uid}` : '';
  const on = journal.direction === 'aborting' ? [] : [way('resume', `resume ${app}${into}`)];
  if (safety === 'gone') return [...on, left];
  return [...on, way('roll back', `abort ${app}${into}`), ...(state === 'same' ? [] : [left])];
}

/** What an unreadable journal has stopped is not known: this is reported, and never taken for nothing. */
function renderUnreadable({ failure }: UnreadableJournal, view: RestoreStatusView): string {
  const { message, details, hint = '' } = failure;
  const text = `${details.join(' ').replace(/\.$/, '')}. What its restore has stopped and holds is not known.`;
  return unknownText({ head: message, text, hint }, view);
}

/** Only its schedule shows the restore: this is reported, and never taken for none. */
function renderParked(source: RestoreStatusReport['parked'][number], view: RestoreStatusView): string {
  const { namespace, name, message, hint = '' } = source;
  return unknownText({ head: `ReplicationSource ${namespace}/${name} is still parked`, text: message, hint }, view);
}

function unknownText(
  { head, text, hint }: { readonly head: string; readonly text: string; readonly hint: string },
  view: RestoreStatusView,
): string {
  const indent = ' '.repeat(4);
  const width = Math.min(view.columns ?? 80, 120) - indent.length;
  const lines = [
    `${view.style.warning('?')} ${plainLine(head)}`,
    ...wrapText(plainLine(text), width).map((line) => indent + line),
    ...hintLines(hint),
  ];
  return `${lines.join('\n')}\n`;
}

function factsOf(restore: OpenRestore): readonly (readonly [string, string])[] {
  const { journal } = restore;
  return [
    ['snapshot', `${shortId(journal.snapshot.id)} of ${journal.snapshot.time}`],
    ['volume', volumeText(restore)],
    ...heldBy(journal).map((text) => ['off now', text] as const),
    ['way back', wayBackText(restore)],
    ['process', processText(restore)],
    ...(journal.trouble === null ? [] : [['trouble', plainLine(journal.trouble)] as const]),
  ];
}

function wayBackText({ journal, safety }: OpenRestore): string {
  const text = safetyText(journal);
  if (text === undefined) return 'none: the previous data was not kept';
  return {
    gone: `none: ${text} was deleted`,
    there: text,
    other: text,
    unknown: `${text}, which could not be looked up`,
  }[safety];
}

function volumeText({ journal, claim: now }: OpenRestore): string {
  const text = now === undefined ? undefined : claimText(journal.claim, now.state);
  return text ?? dataText(journal);
}

/** What happened to a PVC that is not, or may not be, the one that the restore began with; undefined if it is. */
function claimText(claim: string, state: ClaimState): string | undefined {
  return {
    same: undefined,
    deleted: `pvc/${claim} was deleted: what the restore wrote is gone with it`,
    'being-deleted': `pvc/${claim} is being deleted, and its data with it`,
    replaced: `pvc/${claim} was deleted and created again: the new one is another volume, not restored and not proven`,
    unproven: `pvc/${claim} may have been created again since the restore began: nothing is proven`,
  }[state];
}

function dataText(journal: RestoreJournal): string {
  const { claim, steps, direction, dataBack, leavesData } = journal;
  if (!isVolumeTouched(journal)) return `pvc/${claim} is as it was`;
  if (direction === 'aborting') {
    if (steps.restore === 'given-back' && dataBack !== 'left') return `pvc/${claim} has its previous data again`;
    const wish = leavesData ? ', and stays so (--leave-data)' : '';
    return `pvc/${claim} may be half restored${wish}`;
  }
  if (steps.check === 'done' || direction === 'giving-back') return `pvc/${claim} is restored and proven`;
  return `pvc/${claim} may be half restored`;
}

/** What was changed, or may have been, and is not undone. */
function heldBy({ steps, workloads, holds, sources }: RestoreJournal): readonly string[] {
  const isOff = (step: 'hold' | 'stop' | 'park') => steps[step] !== undefined && steps[step] !== 'given-back';
  return [
    ...(isOff('stop') ? workloads.map(workloadText) : []),
    ...(isOff('hold') ? holds.map(suspendedObjectText) : []),
    ...(isOff('park') ? sources.map(({ name }) => plainLine(`the schedule of ReplicationSource ${name}`)) : []),
  ];
}

function processText({ holder, fate }: OpenRestore): string {
  const who = holder === undefined ? 'not known' : `${holder.pid} on ${plainLine(holder.hostname)}`;
  return { running: `${who}, running`, gone: `${who}, gone`, elsewhere: `${who}, on another machine` }[fate];
}

function fact(name: string, text: string, { columns }: RestoreStatusView): readonly string[] {
  const indent = ' '.repeat(14);
  const [first = '', ...others] = wrapText(text, Math.min(columns ?? 80, 120) - indent.length);
  return [`    ${name.padEnd(10)}${first}`, ...others.map((line) => indent + line)];
}
