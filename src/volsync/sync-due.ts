import { isTagServed, lastSyncedAt, nextSyncAt, triggerState, type Replication } from './sync-state.ts';

/**
 * Whether VolSync is about to start a sync on its own: the object is new, has a manual tag that was not served yet, has
 * no trigger (syncs follow one another), or its next run is due.
 */
export function isSyncDue(object: Replication, now: Date): boolean {
  if (object.spec?.external !== undefined) return false;
  if (lastSyncedAt(object) === undefined) return true;
  const trigger = triggerState(object);
  if (trigger.kind === 'none') return true;
  if (trigger.kind !== 'schedule') return !isTagServed(object);
  const next = nextSyncAt(object);
  return next !== undefined && next <= now;
}
