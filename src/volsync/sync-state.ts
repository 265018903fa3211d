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

/** Which of the triggers is in force; empty texts count as not set, as VolSync reads them. */
export function triggerState(object: Replication): TriggerState {
  const schedule = object.spec?.trigger?.schedule ?? '';
  const tag = object.spec?.trigger?.manual ?? '';
  if (tag !== '') return schedule === '' ? { kind: 'manual', tag } : { kind: 'parked', schedule, tag };
  return schedule === '' ? { kind: 'none' } : { kind: 'schedule', schedule };
}

/** `lastSyncStartTime` is set while a sync runs and only then; conditions and results lag behind and say less. */
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
 * When the last completed sync began, however often its mover was tried since. VolSync keeps its end, rounded down to the
 * second, and how long it took; it began on a whole second. Undefined where one of the two is not known.
 */
export function lastSyncBeganAt(object: Replication): Date | undefined {
  const durationMs = goDurationMs(object.status?.lastSyncDuration);
  const end = lastSyncedAt(object);
  if (end === undefined || durationMs === undefined) return undefined;
  const began = new Date(Math.ceil((end.getTime() - durationMs) / 1000) * 1000);
  return Number.isNaN(began.getTime()) ? undefined : began;
}

/** When VolSync will start the next sync; undefined while no schedule is in force. */
export function nextSyncAt(object: Replication): Date | undefined {
  return triggerState(object).kind === 'schedule' ? dateOf(object.status?.nextSyncTime) : undefined;
}

/** Whether the manual tag that the spec holds has been served: then nothing more happens until it changes. */
export function isTagServed(object: Replication): boolean {
  const tag = object.spec?.trigger?.manual ?? '';
  return tag !== '' && object.status?.lastManualSync === tag;
}

/** When the spec was last changed, so at the latest when its manual tag was set; undefined where the server does not say it. */
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

/** A timestamp of the API as a Date; Go's zero time and unreadable text count as not set. */
export function dateOf(text: ForeignText | null | undefined): Date | undefined {
  const ms = Date.parse(rawText(text ?? ''));
  return Number.isNaN(ms) || ms < 0 ? undefined : new Date(ms);
}
