import type { Snapshot } from '../../../restic/snapshots.ts';
import type { BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import type { Origin } from './bootstrap-origin.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import { claimDoubt } from '../../../volsync/claim-change.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import type { Problem } from '../../../volsync/problem.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import { sourceStatus } from '../../../volsync/source-state.ts';
import { syncingSince } from '../../../volsync/sync-state.ts';

/** The bootstrap window: the time between an app's first start and its first backup. */
export type Window =
  /** `first`: the oldest existing snapshot of this volume, or the one that it was restored from. */
  | { readonly kind: 'closed'; readonly first: Snapshot }
  | { readonly kind: 'open'; readonly since: Date | undefined; readonly closing: Closing }
  /** The volume does not exist yet. */
  | { readonly kind: 'not-begun' }
  | { readonly kind: 'unknown' };

/** What will close a window. `isEmpty`: the last sync found an empty volume. */
export type Closing =
  | { readonly kind: 'syncing'; readonly since: Date | undefined; readonly isEmpty: boolean }
  | { readonly kind: 'scheduled'; readonly at: Date; readonly isEmpty: boolean }
  /** A problem prevents it, according to the source's status. */
  | { readonly kind: 'blocked'; readonly problem: Problem; readonly since: Date | undefined }
  /** A sync is about to begin. */
  | { readonly kind: 'due' }
  /** No schedule is in effect. */
  | { readonly kind: 'nothing'; readonly isEmpty: boolean };

/** The input for judging a window; the snapshots are those of movers, newest first, undefined if they were not read. */
export interface WindowFacts {
  readonly facts: BootstrapFacts;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly snapshots: readonly Snapshot[] | undefined;
}

/** The snapshot that a volume was restored from, if it is still in the repository. */
export function restoredSnapshot(origin: Origin, snapshots: readonly Snapshot[]): Snapshot | undefined {
  return origin.kind === 'restored' ? snapshots.find(({ id }) => id.startsWith(origin.snapshot)) : undefined;
}

/** Judges from the repository whether the window is open; unknown if the repository was not read. */
export function bootstrapWindow({ facts, volume, origin, snapshots }: WindowFacts): Window {
  if (volume.kind === 'pending' || volume.kind === 'absent') return { kind: 'not-begun' };
  if (volume.kind === 'hidden' || snapshots === undefined) return { kind: 'unknown' };
  // The saved data may be of another volume.
  if (claimDoubt(facts.source) !== undefined) return { kind: 'unknown' };
  const { unsure, first: own } = snapshotsOfVolume(facts.source, volume, snapshots);
  const first = own ?? restoredSnapshot(origin, snapshots);
  if (first !== undefined) return { kind: 'closed', first };
  if (unsure.length > 0 || (origin.kind === 'unknown' && snapshots.length > 0)) return { kind: 'unknown' };
  return { kind: 'open', since: volume.since ?? volume.createdAt, closing: closingOf(facts) };
}

/** What prevents a first backup; mere consequences of the missing backup are left out. */
function closingOf({ source, backup, now }: BootstrapFacts): Closing {
  const status = sourceStatus({ kind: 'replicationsource', object: source, mover: backup, now });
  const problem = status.problems.find(({ reason, level }) => level !== 'unknown' && !follows.has(reason));
  if (problem !== undefined) return { kind: 'blocked', problem, since: status.since };
  const isEmpty = lastSyncOf(source).kind === 'empty';
  if (status.state === 'syncing' || syncingSince(source) !== undefined) {
    return { kind: 'syncing', since: syncingSince(source), isEmpty };
  }
  if (status.lastSync.kind === 'none') return { kind: 'due' };
  return status.nextSync === undefined
    ? { kind: 'nothing', isEmpty }
    : { kind: 'scheduled', at: status.nextSync, isEmpty };
}

const follows: ReadonlySet<string> = new Set(['never-synced', 'empty-source', 'stale', 'no-trigger']);
