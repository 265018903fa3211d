import type { Snapshot } from '../../../restic/snapshots.ts';
import { createdRepositoryAt, restoredMoment } from '../../../restic/restore-log.ts';
import { fillingDestination, type BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import { goDurationMs } from '../../../go-duration.ts';
import { lastRestoreOf } from '../../../volsync/last-restore.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination } from '../../../volsync/types.ts';
import { whyOtherFilling } from '../../../volsync/volume-filling.ts';

/** The content of the volume when the app started. */
export type Origin =
  /** The volume does not exist yet. */
  | { readonly kind: 'none' }
  /** No destination fills it: it started empty, was filled by hand, or from the object in `from`. */
  | { readonly kind: 'plain'; readonly from: string | undefined }
  | {
      readonly kind: 'restored';
      readonly destination: string;
      readonly at: Date;
      /** Short id. */
      readonly snapshot: string;
      readonly snapshotTime: Date | undefined;
    }
  | {
      readonly kind: 'started-empty';
      readonly destination: string;
      readonly at: Date;
      /**
       * `created`: there was no repository, and the mover created one: the app is new, or the path is wrong.
       * `no-snapshot`: the repository had no eligible snapshot. `overlooked`: the source's repository had some, so the
       * destination read a different one.
       */
      readonly repository: 'created' | 'no-snapshot' | 'overlooked';
      /** Where the repository was created, according to the mover's log. */
      readonly address: string | undefined;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Determines what filled a volume; `snapshots` are those of the source's repository, undefined if it was not read. */
export function originOf(facts: BootstrapFacts, snapshots: readonly Snapshot[] | undefined): Origin {
  const { claim, destination } = facts;
  if ('why' in claim) return { kind: 'unknown', why: claim.why };
  if (claim.value?.status?.phase !== 'Bound') return { kind: 'none' };
  const { dataSourceRef } = claim.value.spec ?? {};
  const fills = fillingDestination(claim.value);
  if (fills === undefined) {
    return { kind: 'plain', from: dataSourceRef && `${dataSourceRef.kind} ${dataSourceRef.name}` };
  }
  if ('why' in destination) return { kind: 'unknown', why: destination.why };
  if (destination.value === undefined) {
    return { kind: 'unknown', why: `the ReplicationDestination ${fills} is gone` };
  }
  const why = whyOtherFilling({
    claim: claim.value,
    persistentVolume: facts.persistentVolume,
    destination: destination.value,
  });
  if (why !== undefined) return { kind: 'unknown', why };
  return byDestination(destination.value, snapshots, dateOf(claim.value.metadata.creationTimestamp));
}

function byDestination(
  object: ReplicationDestination,
  snapshots: readonly Snapshot[] | undefined,
  madeAt: Date | undefined,
): Origin {
  const last = lastRestoreOf(object);
  const { name: destination } = object.metadata;
  const logs = object.status?.latestMoverStatus?.logs ?? '';
  switch (last.kind) {
    case 'none':
      return { kind: 'unknown', why: `the ReplicationDestination ${destination} was made after the volume` };
    case 'unknown':
      return { kind: 'unknown', why: `the log of the restore by ${destination} was not kept` };
    case 'restored': {
      const { snapshot, at } = last;
      const seen = snapshots?.find(({ id }) => id.startsWith(snapshot));
      return { kind: 'restored', destination, at, snapshot, snapshotTime: seen?.time ?? restoredMoment(logs) };
    }
    case 'nothing':
      return startedEmpty(object, last.at, snapshots, madeAt);
  }
}

function startedEmpty(
  { metadata, status }: ReplicationDestination,
  at: Date,
  snapshots: readonly Snapshot[] = [],
  madeAt: Date | undefined,
): Origin {
  const address = createdRepositoryAt(status?.latestMoverStatus?.logs ?? '');
  const begunAt = at.getTime() - (goDurationMs(status?.lastSyncDuration) ?? 0);
  // A kept destination fills a new volume with what it restored long ago.
  const filledAt = Math.max(begunAt, madeAt?.getTime() ?? 0);
  const isOverlooked = snapshots.some(({ time }) => time.getTime() < filledAt);
  const repository = isOverlooked ? 'overlooked' : address === undefined ? 'no-snapshot' : 'created';
  return { kind: 'started-empty', destination: metadata.name, at, repository, address };
}
