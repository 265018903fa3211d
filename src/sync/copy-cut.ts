import { volumeSnapshotStatus, type Copy } from '../mover/diagnose-sync.ts';
import type { SeenSync } from './quiescence.ts';

/**
 * Whether the copy of the volume is made, so that nothing written later gets into it: a VolumeSnapshot is `readyToUse`, or
 * VolSync has begun to use it, where the driver does not say it; the PVC of a clone is bound, since a driver makes a volume
 * with the data in it. `none`: the sync uses no copy of its own.
 */
export function copyCut({ source, jobs, copies }: SeenSync, earlier: ReadonlySet<string>): 'cut' | 'none' | undefined {
  const isOwn = ({ metadata: { uid = '' } }: { readonly metadata: { readonly uid?: string } }) => !earlier.has(uid);
  const copy = copies.findLast(isOwn);
  const hasJob = jobs.some(isOwn);
  if (copy === undefined) return hasJob ? 'none' : undefined;
  if (source.spec?.restic?.copyMethod === 'Clone') {
    return isBound(copy) ? 'cut' : undefined;
  }
  return hasJob || volumeSnapshotStatus(copy)?.readyToUse === true ? 'cut' : undefined;
}

function isBound({ status }: Copy): boolean {
  return status !== undefined && 'phase' in status && status.phase === 'Bound';
}
