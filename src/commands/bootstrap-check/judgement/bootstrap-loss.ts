import type { Snapshot } from '../../../restic/snapshots.ts';
import type { Origin } from './bootstrap-origin.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import { restoredSnapshot, type Window } from './bootstrap-window.ts';
import { dataTimeOf } from '../../../volsync/data-time.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import type { Reason } from '../../../volsync/reasons.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { Verdict } from '../../../volsync/verdict.ts';

/** What would be lost if the app were removed this minute. */
export type Loss =
  /** There is no volume that could be lost. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'everything' }
  /** What was written since that moment: that of the data of the newest snapshot, or the restore of an older one. */
  | { readonly kind: 'since'; readonly moment: Date }
  | { readonly kind: 'unknown' };

/** What a loss is reckoned from; the snapshots are those of movers, newest first, undefined where not seen. */
export interface LossFacts {
  readonly source: ReplicationSource;
  readonly verdict: Verdict;
  readonly reason?: Reason | undefined;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly window: Window;
  readonly snapshots: readonly Snapshot[] | undefined;
}

/** Tells it from what is in the repository, as far as that was seen and can be trusted. */
export function lossOf({ source, verdict, reason, volume, origin, window, snapshots }: LossFacts): Loss {
  if (volume.kind === 'absent' || volume.kind === 'pending') return { kind: 'nothing' };
  if (window.kind === 'open') return { kind: 'everything' };
  // What cannot be restored saves nothing.
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
