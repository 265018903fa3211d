import type { Condition } from '../../../kubernetes/objects.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import { goDurationMs } from '../../../go-duration.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { dateOf, isSyncing } from '../../../volsync/sync-state.ts';
import { agoText, durationText, untilText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import type { Field } from '../../../text/field.ts';
import { plain, plainLine } from '../../../foreign-text.ts';

type Item = SourceStatus | DestinationStatus;

/** What a source or destination says of itself. */
export function stateFields(item: Item, now: Date): readonly Field[] {
  const { object } = item;
  return [
    { label: 'Trigger', lines: [triggerText(item, now)] },
    { label: 'Condition', lines: (object.status?.conditions ?? []).map((condition) => conditionText(condition, now)) },
    { label: 'lastSync' in item ? 'Last sync' : 'Last restore', lines: [lastText(item, now)] },
    { label: "Log's end", lines: logLines(item) },
  ];
}

function triggerText({ object, trigger, nextSync }: Item, now: Date): string {
  const served = object.status?.lastManualSync;
  switch (trigger.kind) {
    case 'none':
      return 'none';
    case 'manual':
      return `manual tag "${plainLine(trigger.tag)}"${served === trigger.tag ? ', served' : ', not served yet'}`;
    case 'parked':
      return `manual tag "${plainLine(trigger.tag)}" over the schedule "${plainLine(trigger.schedule)}"`;
    case 'schedule': {
      const next = nextSync && `, next ${clockText(nextSync, now)} (${untilText(nextSync, now)})`;
      return `schedule "${plainLine(trigger.schedule)}"${next ?? ''}`;
    }
  }
}

function conditionText({ type, status, reason, message, lastTransitionTime }: Condition, now: Date): string {
  const since = dateOf(lastTransitionTime);
  const when = since === undefined ? '' : `, since ${clockText(since, now)} (${agoText(since, now)})`;
  return plainLine(`${type}=${status} ${plainLine(reason ?? '')}: ${plainLine(message ?? '')}${when}`);
}

function lastText(item: Item, now: Date): string {
  const last = 'lastSync' in item ? item.lastSync : item.lastRestore;
  if (last.kind === 'none') return 'never';
  const tookMs = goDurationMs(item.object.status?.lastSyncDuration);
  const took = tookMs === undefined ? '' : `, took ${durationText(tookMs)}`;
  const data =
    'olderData' in item && item.olderData !== undefined
      ? `, data of ${clockText(item.olderData, now)} (${agoText(item.olderData, now)})`
      : '';
  return `${clockText(last.at, now)} (${agoText(last.at, now)})${took}: ${outcomeText(last)}${data}`;
}

function outcomeText(last: Exclude<SourceStatus['lastSync'] | DestinationStatus['lastRestore'], { kind: 'none' }>) {
  switch (last.kind) {
    case 'backup':
      return `snapshot ${last.snapshot}`;
    case 'restored':
      return `restored snapshot ${last.snapshot}`;
    case 'empty':
      return 'the volume was empty, nothing was backed up';
    case 'nothing':
      return 'nothing was restored';
    case 'unknown':
      return 'what it did is not known';
  }
}

/** What VolSync stored, and of which sync it is. */
function logLines({ object }: Item): readonly string[] {
  const { result, logs = '' } = object.status?.latestMoverStatus ?? {};
  if (result === undefined) return [];
  const lines = plain(logs).split('\n').map(plainLine);
  const isOlder = isSyncing(object) && result === 'Successful';
  const heading = isOlder ? [`${result}, of the sync before:`] : [`${result}:`];
  return [...heading, ...(logs === '' ? ['(nothing)'] : lines)];
}
