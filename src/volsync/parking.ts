import { plainLine, rawText } from '../foreign-text.ts';
import { moverKind } from './mover-kind.ts';
import type { ParkedSource } from './restore-journal.ts';
import { isBroken, readSchedule } from './schedule.ts';
import { isSyncing, isTagServed, lastSyncedAt, nextSyncAt, triggerState } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand, shellWords } from '../shell-command.ts';

/** `spec.trigger` as the journal stores it. */
export type JournalTrigger = ParkedSource['triggerBefore'];

/** What has to be done with the sources of a volume while it is restored. */
export interface Parking {
  readonly sources: readonly ParkedSource[];
  readonly refusals: readonly string[];
}

/**
 * How each source of a volume is kept idle: with a schedule in the far future, which VolSync adopts without a sync. A
 * source with a manual tag is idle once the tag is served, and keeps the tag. `paused` would not help: VolSync still
 * copies the volume on schedule, and backs up that old copy when it is unpaused.
 */
export function parking(sources: readonly ReplicationSource[], now: Date): Parking {
  const judged = sources.map((source) => judge(source, now));
  return {
    sources: judged.flatMap((each) => (typeof each === 'object' ? [each] : [])),
    refusals: judged.flatMap((each) => (typeof each === 'string' ? [each] : [])),
  };
}

/** The trigger as the journal stores it. */
export function triggerOf({ spec }: ReplicationSource): JournalTrigger {
  const { schedule, manual } = spec?.trigger ?? {};
  if (spec?.trigger === undefined) return null;
  return {
    ...(schedule !== undefined && { schedule: rawText(schedule) }),
    ...(manual !== undefined && { manual: rawText(manual) }),
  };
}

/** The trigger as messages name it. */
export function triggerLabel(trigger: JournalTrigger): string {
  if (trigger?.manual) return `the manual tag "${plainLine(trigger.manual)}"`;
  return trigger?.schedule ? `schedule "${plainLine(trigger.schedule)}"` : 'no trigger';
}

/** Whether two triggers are the same, in every field. */
export function isSameTrigger(a: JournalTrigger, b: JournalTrigger): boolean {
  return (a === null) === (b === null) && a?.schedule === b?.schedule && a?.manual === b?.manual;
}

/**
 * What a source still does that it must not do while its volume is restored; undefined if it is idle. `isParked`: its
 * schedule was changed, so VolSync has to have adopted it.
 */
export function unrestOf(source: ReplicationSource, isParked: boolean, now: Date): string | undefined {
  if (isIdle(source)) return undefined;
  if (isSyncing(source)) return `its sync has been running since ${source.status?.lastSyncStartTime ?? ''}`;
  const trigger = triggerState(source);
  switch (trigger.kind) {
    case 'manual':
    case 'parked':
      return isTagServed(source)
        ? undefined
        : `it is about to sync (its manual tag "${plainLine(trigger.tag)}" is new)`;
    case 'none':
      return 'it syncs continuously (it has no trigger)';
    case 'schedule':
      return isParked ? notNoticed(source, now) : `it syncs by its schedule "${plainLine(trigger.schedule)}"`;
  }
}

/**
 * The same for a source that was idle before: under its far schedule, VolSync's `nextSyncTime` may be missing for a
 * moment.
 */
export function unrestAgain(source: ReplicationSource, isParked: boolean, now: Date): string | undefined {
  return isParked && !isSyncing(source) ? undefined : unrestOf(source, isParked, now);
}

/** VolSync does nothing for an object with no mover or several. */
function isIdle(source: ReplicationSource): boolean {
  return ['none', 'several'].includes(moverKind(source));
}

function notNoticed(source: ReplicationSource, now: Date): string | undefined {
  if (lastSyncedAt(source) === undefined) return 'it has not synced yet, and is about to';
  const next = nextSyncAt(source);
  if (next !== undefined && next.getTime() - now.getTime() > farMs) return undefined;
  return `VolSync has not noticed its new schedule yet (next sync: ${next?.toISOString() ?? 'none'})`;
}

/**
 * Whether VolSync would start a sync as soon as it sees the trigger: its scheduled time has passed, or it has no
 * trigger.
 */
export function firesAtOnce(source: ReplicationSource, now: Date): boolean {
  const trigger = triggerState(source);
  if (trigger.kind !== 'schedule') return !isTagServed(source);
  const schedule = readSchedule(trigger.schedule);
  const next = isBroken(schedule) ? undefined : schedule.nextAfter(lastSyncedAt(source) ?? now);
  return next !== undefined && next.getTime() <= now.getTime();
}

/** A schedule closer than this may fire during a long restore. */
const farMs = 20 * 24 * 3_600_000;

/** A string is a refusal; undefined means that nothing has to be done. */
function judge(source: ReplicationSource, now: Date): ParkedSource | string | undefined {
  const { name, uid = '', namespace = '' } = source.metadata;
  if (isIdle(source)) return undefined;
  const refused = refusal(source);
  if (refused !== undefined) return `ReplicationSource ${name} ${refused}`;
  if (['manual', 'parked'].includes(triggerState(source).kind)) return undefined;
  const scheduleMeanwhile = farSchedule(lastSyncedAt(source) ?? now, now);
  if (scheduleMeanwhile !== undefined) return { name, uid, triggerBefore: triggerOf(source), scheduleMeanwhile };
  return (
    `ReplicationSource ${name} has not synced for so long that VolSync would do so at once under any schedule: ` +
    shellCommand`sync it first: volsyncctl trigger ${name} -n ${namespace}`
  );
}

function refusal(source: ReplicationSource): string | undefined {
  const { name, namespace = '' } = source.metadata;
  const place = shellWords`replicationsource ${name} -n ${namespace}`;
  const away = shellCommand`delete it and recreate it afterwards: kubectl delete ${place}`;
  const kind = moverKind(source);
  if (kind === 'syncthing') return `has syncthing, which writes into the volume continuously: ${away}`;
  if (kind === 'external')
    return `is handled by another program (spec.external), which volsyncctl cannot keep away from the volume: ${away}`;
  if (source.spec?.paused !== true || !isSyncing(source)) return undefined;
  return (
    `is paused in the middle of a sync, which may continue at any moment: let it end first: ` +
    shellCommand`kubectl patch ${place} --type merge -p '{"spec":{"paused":false}}'`
  );
}

/**
 * A schedule whose next run is months away, for a source that synced last at `lastSync`, from which VolSync computes
 * the next run. Undefined if there is none. Its unusual form makes it recognizable when everything else of its restore
 * was removed; see left-parked.ts.
 */
export function farSchedule(lastSync: Date, now: Date): string | undefined {
  const monthsAhead = [6, 5, 4, 3, 2];
  const monthly = monthsAhead.map((months) => `00 00 01 ${twoDigits(((now.getUTCMonth() + months) % 12) + 1)} *`);
  return [...monthly, leapDay].find((text) => {
    const schedule = readSchedule(text);
    const next = isBroken(schedule) ? undefined : schedule.nextAfter(lastSync);
    return next !== undefined && next.getTime() - now.getTime() > 1.2 * farMs;
  });
}

/** Occurs every four years. */
const leapDay = '00 00 29 02 *';

function twoDigits(month: number): string {
  return String(month).padStart(2, '0');
}
