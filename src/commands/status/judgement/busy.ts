import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import { openRestoreMessage, openRestoreOf } from '../../../volsync/open-restore.ts';
import type { Problem } from '../../../volsync/problem.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { isSyncDue } from '../../../volsync/sync-due.ts';
import { isSyncing, nextSyncAt, syncingSince } from '../../../volsync/sync-state.ts';
import type { Outcome } from '../../../errors.ts';
import type { FleetStatus, Gap } from './fleet.ts';
import { shellCommand } from '../../../shell-command.ts';

/** An object with a running sync or restore. */
export interface BusyObject {
  readonly kind: 'ReplicationSource' | 'ReplicationDestination';
  readonly namespace: string;
  readonly name: string;
  readonly what: 'syncing' | 'due' | 'restoring-in-place';
  /** Undefined if the object does not show it. */
  readonly since: Date | undefined;
  /** Whether it ends by itself; undefined if that is not known. */
  readonly willEnd: boolean | undefined;
  /** Why it does not end, or why that is not known. May quote the cluster. */
  readonly why: string | undefined;
  readonly hint: string | undefined;
}

/** The busy objects at one moment, and what could not be read. */
export interface Busy {
  readonly time: Date;
  readonly objects: readonly BusyObject[];
  readonly gaps: readonly Gap[];
  /** There are no objects: an answer about the wrong scope must not look like a good one. */
  readonly isEmpty: boolean;
}

/** Everything in a fleet that syncs, restores, or is about to. */
export function busyIn({ sources, destinations, gaps, openWithoutSource, time }: FleetStatus): Busy {
  const objects = [
    ...sources.flatMap((item) => busyObject('ReplicationSource', item, time)),
    ...destinations.flatMap((item) => busyObject('ReplicationDestination', item, time)),
    ...openWithoutSource.map(({ namespace, app }) => openRestore(namespace, app, 'an in-place restore is unfinished')),
  ];
  return { time, objects, gaps, isEmpty: sources.length + destinations.length + openWithoutSource.length === 0 };
}

/** `unprotected` if something is running, `unknown` if something may be. */
export function outcomeOfBusy({ objects, gaps, isEmpty }: Busy): Outcome {
  if (objects.length > 0) return 'unprotected';
  return gaps.length > 0 || isEmpty ? 'unknown' : 'ok';
}

function busyObject(
  kind: BusyObject['kind'],
  { object, problems }: SourceStatus | DestinationStatus,
  now: Date,
): readonly BusyObject[] {
  const { name, namespace = '' } = object.metadata;
  if (openRestoreOf(object) !== undefined) return [openRestore(namespace, name, openRestoreMessage(object))];
  const key = { kind, namespace, name };
  if (isSyncing(object)) {
    return [{ ...key, what: 'syncing', since: syncingSince(object), ...endOf(problems, object.spec?.paused === true) }];
  }
  // What VolSync cannot start now, it will not start in a moment either.
  const isStuck = problems.some(({ reason }) => idle.includes(reason));
  if (isStuck || !isSyncDue(object, now)) return [];
  const endless = problems.find(({ reason }) => reason === 'no-trigger');
  const end = { willEnd: endless === undefined, why: endless?.message, hint: endless?.hint };
  return [{ ...key, what: 'due', since: nextSyncAt(object), ...end }];
}

const idle: readonly Problem['reason'][] = ['not-started', 'no-mover', 'broken-schedule', 'error', 'unsupported-mover'];

type End = Pick<BusyObject, 'willEnd' | 'why' | 'hint'>;

/** A sync that keeps being retried, or is paused, only ends when somebody acts. */
function endOf(problems: readonly Problem[], isPaused: boolean): End {
  const stuck = problems.find(({ reason }) => ['paused', 'failing', 'error', 'broken-schedule'].includes(reason));
  if (stuck !== undefined) return { willEnd: false, why: stuck.message, hint: stuck.hint };
  if (isPaused) return { willEnd: false, why: 'spec.paused is true', hint: undefined };
  const endless = problems.find(({ reason, hides }) => reason === 'unsupported-mover' && (hides?.length ?? 0) > 1);
  if (endless !== undefined) return { willEnd: false, why: endless.message, hint: endless.hint };
  const hidden = problems.find(({ level, hides }) => level === 'unknown' && hides?.includes('failing') === true);
  return { willEnd: hidden === undefined ? true : undefined, why: hidden?.message, hint: hidden?.hint };
}

function openRestore(namespace: string, name: string, why: string): BusyObject {
  const hint = shellCommand`volsyncctl restore status ${name} -n ${namespace}`;
  const what = 'restoring-in-place';
  return { kind: 'ReplicationSource', namespace, name, what, since: undefined, willEnd: undefined, why, hint };
}
