import { managerOf } from './field-manager.ts';
import { sourcePVC } from './missing-objects.ts';
import { dateOf, lastSyncBeganAt, lastSyncedAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/**
 * What speaks against it that the last sync backed up the PVC which a source names now: a sentence without a full stop;
 * undefined where nothing does. Neither VolSync's status nor a snapshot says of which PVC it is. The API server keeps when the manager of
 * `spec.sourcePVC` last changed one of its fields: a sync that began since then was of this PVC. Of one from before that it is
 * not known, unless nothing was ever changed.
 */
export function claimDoubt(source: ReplicationSource): string | undefined {
  const { metadata } = source;
  const owner = managerOf(source, 'spec', 'sourcePVC');
  const [setAt, began] = [dateOf(owner?.time), lastSyncBeganAt(source) ?? lastSyncedAt(source)];
  if (owner === undefined || setAt === undefined || began === undefined || began >= setAt) return undefined;
  // Every change of a spec has a generation of its own.
  if (metadata.generation === 1 || setAt <= (dateOf(metadata.creationTimestamp) ?? 0)) return undefined;
  const [who, claim] = [owner.manager ?? 'somebody', sourcePVC(source) ?? ''];
  return `${who} changed the ReplicationSource after the last sync began, perhaps its sourcePVC: whether pvc/${claim} was backed up is not known`;
}
