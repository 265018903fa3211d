import type { TagEnd, TriggerPlan, TriggerReport, TriggerResult } from '../../sync/trigger-result.ts';
import { quiesceLines, unquiescedText } from './text/quiesce.ts';
import { durationText, untilText } from '../../text/age.ts';
import { clockText } from '../../text/clock.ts';
import { inCluster } from '../../text/in-cluster.ts';
import { plainLine, type ForeignText } from '../../foreign-text.ts';
import { countText, sizeText } from '../../text/size.ts';
import { evidenceLines } from '../../text/failure.ts';
import type { Style } from '../../text/style.ts';
import { wrapText } from '../../text/wrap.ts';

export interface TriggerView {
  readonly now: Date;
  readonly style: Style;
  readonly columns: number | undefined;
  /** The name of its context; undefined if it has none. */
  readonly clusterName: string | undefined;
}

const indent = '    ';
/** A wait in addition to the sync itself is reported from this duration on. */
const noteworthyWaitMs = 5000;

/** All apps as text: the symbol, what happened, why, and what to do next; a plan names the cluster. */
export function renderTrigger({ apps, isDryRun }: TriggerReport, view: TriggerView): string {
  const texts = apps.map((app) => resultLines(app, view).join('\n'));
  if (isDryRun) texts.unshift(`Would happen${inCluster(view.clusterName)}:`);
  else if (apps.length > 1) texts.push(countsLine(apps));
  return texts.map((text) => `${text}\n`).join('');
}

function resultLines(result: TriggerResult, view: TriggerView): readonly string[] {
  const { style } = view;
  const name = `${result.namespace}/${result.name}`;
  const width = Math.min(view.columns ?? 80, 120) - indent.length;
  const [first = '', ...more] = wrapText(plainLine(headline(result)), width - name.length);
  const lines = [`${sign(result, style)} ${name}  ${first}`, ...more.map(indented)];
  if (result.state !== 'saved' && result.snapshot !== undefined) {
    lines.push(indented(`snapshot ${result.snapshot.id} was saved, but the sync did not complete`));
  }
  lines.push(...evidenceLines(result.details, '      ', view));
  lines.push(
    ...[
      ...(result.state === 'unquiesced' ? [] : quiesceLines(result.quiesce, view.now)),
      ...afterLines(result),
      ...triggerLines(result, view),
    ].flatMap((text) => wrapText(text, width).map(indented)),
  );
  if (result.hint !== undefined) lines.push(`  → ${plainLine(result.hint)}`);
  return lines;
}

function indented(line: string): string {
  return indent + line;
}

function sign({ outcome, state }: TriggerResult, style: Style): string {
  if (state === 'planned') return '►';
  if (outcome === 'ok') return style.good('✔');
  return outcome === 'unknown' ? style.warning('?') : style.bad('✗');
}

function headline(result: TriggerResult): string {
  const { state, snapshot, plan, message } = result;
  if (state === 'planned' && plan !== undefined) return planText(plan);
  if (state === 'saved' && snapshot !== undefined) return savedText(result);
  if (state === 'unquiesced') return unquiescedText(result.quiesce);
  if (state === 'started') return 'sync started; not waiting for it';
  return message ?? 'no backup was made';
}

function savedText({ snapshot }: TriggerResult): string {
  const { id = '', files, bytesAdded, bytesStored } = snapshot ?? {};
  const numbers = [
    files === undefined ? undefined : countText(files, 'file'),
    bytesAdded === undefined ? undefined : `${sizeText(bytesAdded)} added`,
    bytesStored === undefined ? undefined : `${sizeText(bytesStored)} stored`,
  ].filter((text) => text !== undefined);
  const first = snapshot?.isFirst === true ? ', the first in a new repository' : '';
  return `snapshot ${id}${numbers.length > 0 ? `: ${numbers.join(', ')}` : ''}${first}`;
}

function planText({ runningSince, isWaiting, timeoutMs, tagAfter }: TriggerPlan): string {
  const steps = [
    ...(runningSince === undefined ? [] : ['wait for the sync that is running']),
    'set a manual tag',
    isWaiting ? `wait up to ${durationText(timeoutMs)} for the snapshot` : 'wait until the sync has started',
    {
      keep: 'leave the tag, as there is no schedule',
      remove: 'remove the tag again',
      'put-back': 'put the old tag back',
    }[tagAfter.kind],
  ];
  return `would ${steps.join(', ')}`;
}

function afterLines(result: TriggerResult): readonly string[] {
  const lines: string[] = [];
  if (result.durationMs !== undefined) lines.push(durationLine(result.durationMs, result));
  else if (result.tag !== undefined) lines.push(`waited ${durationText(result.waitedMs)}`);
  if (result.isSyncRunning && result.outcome === 'failed')
    lines.push('VolSync keeps retrying, but the failure is permanent.');
  if (result.isSyncRunning && result.outcome === 'timeout') lines.push('VolSync continues the sync.');
  if (result.managedBy !== undefined && result.tagEnd.kind !== 'not-set') {
    lines.push(`${plainLine(result.managedBy)} manages this ReplicationSource and may set the trigger again.`);
  }
  return lines;
}

function durationLine(durationMs: number, { jitterMs, waitedMs }: TriggerResult): string {
  const jitter = jitterMs === undefined ? '' : `, ${durationText(jitterMs)} of it jitter`;
  const waited = waitedMs < durationMs + noteworthyWaitMs ? '' : `; waited ${durationText(waitedMs)} in total`;
  return `the sync took ${durationText(durationMs)}${jitter}${waited}`;
}

function triggerLines(result: TriggerResult, { now }: TriggerView): readonly string[] {
  const { kind, previous, trigger } = result.tagEnd;
  switch (kind) {
    case 'not-set':
      return [];
    case 'left':
      return [leftText(trigger, previous)];
    case 'replaced':
      return ['Someone else has changed the trigger; it was left as it is.'];
    case 'kept':
      return ['the tag stays, as there is no schedule'];
    case 'removed':
    case 'put-back':
      return [inForce(result, now), previousText(kind, previous)].filter((text) => text !== '');
  }
}

/** A schedule that was parked before is still parked, by another tag. */
function leftText(trigger: TagEnd['trigger'], previous: ForeignText | undefined): string {
  if (previous === undefined || trigger?.kind !== 'parked') {
    return 'The manual tag could not be removed; the schedule is inactive until it is.';
  }
  return `the schedule "${plainLine(trigger.schedule)}" is still parked, by the tag "${plainLine(trigger.tag)}" in place of "${plainLine(previous)}"; --unpark removes it`;
}

function inForce({ tagEnd, isSyncRunning }: TriggerResult, now: Date): string {
  const { trigger, nextSyncAt, previous } = tagEnd;
  if (trigger?.kind === 'schedule') {
    const schedule = `the schedule "${plainLine(trigger.schedule)}"`;
    if (isSyncRunning) return `${schedule} is set again and takes effect when this sync ends`;
    const next = nextSyncAt === undefined ? '' : `, next ${clockText(nextSyncAt, now)} (${untilText(nextSyncAt, now)})`;
    return `${schedule} is active again${next}`;
  }
  if (trigger?.kind !== 'parked') return '';
  const since = trigger.tag === previous ? ', as before,' : '';
  return `the schedule "${plainLine(trigger.schedule)}" is parked${since} by the tag "${plainLine(trigger.tag)}"; --unpark removes it`;
}

function previousText(kind: TagEnd['kind'], previous: ForeignText | undefined): string {
  if (kind !== 'removed' || previous === undefined) return '';
  return `the tag "${plainLine(previous)}", a leftover, is removed`;
}

function countsLine(apps: readonly TriggerResult[]): string {
  const good = apps.filter(({ outcome }) => outcome === 'ok').length;
  const unknown = apps.filter(({ outcome }) => outcome === 'unknown').length;
  const failed = apps.length - good - unknown;
  const parts = [`${apps.length} apps`, `${good} ok`];
  if (failed > 0) parts.push(`${failed} not`);
  if (unknown > 0) parts.push(`${unknown} unknown`);
  return parts.join(' · ');
}
