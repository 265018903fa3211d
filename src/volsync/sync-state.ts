import { plainLine, rawText, type ForeignText } from '../foreign-text.ts';
import { goDurationMs } from '../go-duration.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

export type Replication = ReplicationSource | ReplicationDestination;

/** What starts a sync. `parked`: a manual tag is set, which overrides the schedule as long as it stays. */
export type TriggerState =
  | { readonly kind: 'schedule'; readonly schedule: ForeignText }
  | { readonly kind: 'manual'; readonly tag: ForeignText }
  | { readonly kind: 'parked'; readonly schedule: ForeignText; readonly tag: ForeignText }
  | { readonly kind: 'none' };

/** The trigger in effect; empty texts count as unset, as in VolSync. */
export function triggerState(object: Replication): TriggerState {
  const schedule = object.spec?.trigger?.schedule ?? '';
  const tag = object.spec?.trigger?.manual ?? '';
  if (tag !== '') return schedule === '' ? { kind: 'manual', tag } : { kind: 'parked', schedule, tag };
  return schedule === '' ? { kind: 'none' } : { kind: 'schedule', schedule };
}

/** `lastSyncStartTime` is set only while a sync runs; conditions and results lag behind and are less precise. */
export function isSyncing(object: Replication): boolean {
  return syncingSince(object) !== undefined;
}

/** When the running sync began, on the clock of VolSync's controller, to the second. */
export function syncingSince(object: Replication): Date | undefined {
  return dateOf(object.status?.lastSyncStartTime);
}

/** When the last sync completed; a sync that backed up nothing completes as well. */
export function lastSyncedAt(object: Replication): Date | undefined {
  return dateOf(object.status?.lastSyncTime);
}

/**
 * When the last completed sync began, however often its mover was retried. VolSync stores its end, rounded down to the
 * second, and its duration; it began on a whole second. Undefined if one of the two is not known.
 */
export function lastSyncBeganAt(object: Replication): Date | undefined {
  const durationMs = goDurationMs(object.status?.lastSyncDuration);
  const end = lastSyncedAt(object);
  if (end === undefined || durationMs === undefined) return undefined;
  const began = new Date(Math.ceil((end.getTime() - durationMs) / 1000) * 1000);
  return Number.isNaN(began.getTime()) ? undefined : began;
}

/** When VolSync will start the next sync; undefined if no schedule is in effect. */
export function nextSyncAt(object: Replication): Date | undefined {
  return triggerState(object).kind === 'schedule' ? dateOf(object.status?.nextSyncTime) : undefined;
}

/** Whether the manual tag in the spec has been served: then nothing more happens until it changes. */
export function isTagServed(object: Replication): boolean {
  const tag = object.spec?.trigger?.manual ?? '';
  return tag !== '' && object.status?.lastManualSync === tag;
}

/**
 * When the spec was last changed, so at the latest when its manual tag was set; undefined if the server does not report
 * it.
 */
export function lastSpecChange({ metadata }: Replication): Date | undefined {
  const changes = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  const times = changes.flatMap(({ time }) => dateOf(time)?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

/** The controller's own error text; undefined while its last reconcile succeeded. */
export function reconcileError(object: Replication): string | undefined {
  const condition = object.status?.conditions?.find(({ type }) => type === 'Synchronizing');
  return condition?.reason === 'Error' ? plainLine(condition.message ?? '') : undefined;
}

/** Converts a timestamp of the API to a Date; Go's zero time and unparsable text count as unset. */
export function dateOf(text: ForeignText | null | undefined): Date | undefined {
  const ms = Date.parse(rawText(text ?? ''));
  return Number.isNaN(ms) || ms < 0 ? undefined : new Date(ms);
}
