import { volumeSnapshotStatus, type Copy } from '../mover/diagnose-sync.ts';
import type { SeenSync } from './quiescence.ts';

/**
 * Whether the copy of the volume was made, so that later writes do not get into it. A VolumeSnapshot is `readyToUse`,
 * or, if the driver does not report that, VolSync has begun to use it. The PVC of a clone is bound: a driver creates
 * such a volume with its data. `none`: the mover has run without a copy of its own. Before that the copy of a Job may
 * only not be seen yet: each kind has a watch of its own.
 */
export function copyCut({ source, jobs, copies }: SeenSync, earlier: ReadonlySet<string>): 'cut' | 'none' | undefined {
  const isOwn = ({ metadata: { uid = '' } }: { readonly metadata: { readonly uid?: string } }) => !earlier.has(uid);
  const copy = copies.findLast(isOwn);
  const own = jobs.filter(isOwn);
  if (copy === undefined) return own.some(hasRun) ? 'none' : undefined;
  if (source.spec?.restic?.copyMethod === 'Clone') {
    return isBound(copy) ? 'cut' : undefined;
  }
  return own.length > 0 || volumeSnapshotStatus(copy)?.readyToUse === true ? 'cut' : undefined;
}

function hasRun({ status: { ready = 0, succeeded = 0, failed = 0 } = {} }: SeenSync['jobs'][number]): boolean {
  return ready + succeeded + failed > 0;
}

function isBound({ status }: Copy): boolean {
  return status !== undefined && 'phase' in status && status.phase === 'Bound';
}
