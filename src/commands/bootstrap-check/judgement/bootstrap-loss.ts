import type { Snapshot } from '../../../restic/snapshots.ts';
import type { Origin } from './bootstrap-origin.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import { restoredSnapshot, type Window } from './bootstrap-window.ts';
import { dataTimeOf } from '../../../volsync/data-time.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import type { Reason } from '../../../volsync/reasons.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { Verdict } from '../../../volsync/verdict.ts';

/** What would be lost if the app were removed now. */
export type Loss =
  /** There is no volume to lose. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'everything' }
  /**
   * Everything written since that moment: the time of the newest snapshot's data, or of the restore of an older one.
   */
  | { readonly kind: 'since'; readonly moment: Date }
  | { readonly kind: 'unknown' };

/**
 * The input for estimating a loss; the snapshots are those of movers, newest first, undefined if they were not read.
 */
export interface LossFacts {
  readonly source: ReplicationSource;
  readonly verdict: Verdict;
  readonly reason?: Reason | undefined;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly window: Window;
  readonly snapshots: readonly Snapshot[] | undefined;
}

/** Estimates the loss from the repository, as far as it was read and can be trusted. */
export function lossOf({ source, verdict, reason, volume, origin, window, snapshots }: LossFacts): Loss {
  if (volume.kind === 'absent' || volume.kind === 'pending') return { kind: 'nothing' };
  if (window.kind === 'open') return { kind: 'everything' };
  // A backup that cannot be restored saves nothing.
  if (reason === 'damaged' || reason === 'wrong-password') return { kind: 'unknown' };
  if (verdict === 'unknown' || volume.kind === 'hidden' || snapshots === undefined) return { kind: 'unknown' };
  const [newest] = snapshotsOfVolume(source, volume, snapshots).sure;
  if (newest !== undefined)
    return newest.summary?.files === 0 ? { kind: 'unknown' } : since(dataTimeOf(newest, source));
  return sinceRestore(volume, origin, snapshots);
}

function sinceRestore(
  volume: Extract<VolumeState, { readonly kind: 'bound' }>,
  origin: Origin,
  snapshots: readonly Snapshot[],
): Loss {
  const isRestored = restoredSnapshot(origin, snapshots) !== undefined && origin.kind === 'restored';
  return isRestored ? since(volume.since ?? origin.at) : { kind: 'unknown' };
}

function since(moment: Date): Loss {
  return { kind: 'since', moment };
}
