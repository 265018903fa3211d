import { managerOf } from './field-manager.ts';
import { sourcePVC } from './missing-objects.ts';
import { dateOf, lastSyncBeganAt, lastSyncedAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/**
 * Why the last sync may not have backed up the PVC that a source names now: a sentence without a full stop; undefined
 * if nothing suggests that. Neither VolSync's status nor a snapshot records the PVC. The API server records when the
 * manager of `spec.sourcePVC` last changed any of its fields: a sync that began later was of this PVC. For an earlier
 * sync it is not known, unless the spec was never changed.
 */
export function claimDoubt(source: ReplicationSource): string | undefined {
  const { metadata } = source;
  const owner = managerOf(source, 'spec', 'sourcePVC');
  const [setAt, began] = [dateOf(owner?.time), lastSyncBeganAt(source) ?? lastSyncedAt(source)];
  if (owner === undefined || setAt === undefined || began === undefined || began >= setAt) return undefined;
  // Every change of the spec increments the generation.
  if (metadata.generation === 1 || setAt <= (dateOf(metadata.creationTimestamp) ?? 0)) return undefined;
  const [who, claim] = [owner.manager ?? 'somebody', sourcePVC(source) ?? ''];
  return `${who} changed the ReplicationSource after the last sync began, perhaps its sourcePVC: whether pvc/${claim} was backed up is not known`;
}
