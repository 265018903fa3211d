import type { Snapshot } from '../../../restic/snapshots.ts';
import { countedSnapshots, moverSnapshots } from '../../../volsync/backup-verdict.ts';
import { fillingDestination, type BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import { lossOf } from '../judgement/bootstrap-loss.ts';
import { originOf, type Origin } from '../judgement/bootstrap-origin.ts';
import { bootstrapState, judgeRemoval, missedText } from '../judgement/bootstrap-verdict.ts';
import { volumeState, type VolumeState } from '../../../volsync/bootstrap-volume.ts';
import { historyWarnings } from '../../../volsync/history-warnings.ts';
import { bootstrapWindow } from '../judgement/bootstrap-window.ts';
import { missedSnapshots, nextRestore, type NextRestore } from '../../../volsync/next-restore.ts';
import { retainConflicts } from '../../../volsync/shared-repository.ts';
import { snapshotOrigins } from '../../../volsync/snapshot-origin.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import { overwritesMessage } from '../../../volsync/destination-problems.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { Verdict } from '../../../volsync/verdict.ts';
import type { Outcome } from '../../../errors.ts';
import type { SeenRepository } from '../../../repository/list-snapshots.ts';
import type { AppVerdict } from '../../../repository/verify-result.ts';
import type { AppCheck } from './check-result.ts';

/** Judges one app by its objects, its repository, and the verdict of `verify`; `around` are all existing sources. */
export function judgeApp(
  facts: BootstrapFacts,
  repository: SeenRepository,
  verdict: AppVerdict,
  around: readonly ReplicationSource[],
): AppCheck {
  const { source } = facts;
  const isAbsent = verdict.verdict === 'unprotected' && verdict.reason === 'repository-missing';
  const all = repository.kind === 'seen' ? repository.snapshots : isAbsent ? [] : undefined;
  const snapshots = all && moverSnapshots(all);
  const volume = volumeState(facts);
  const origin = originOf(facts, snapshots);
  const window = bootstrapWindow({ facts, volume, origin, snapshots });
  const next = nextOf(facts, { all, origin, around });
  const missed = missedOf(facts, { snapshots, volume, origin });
  const { verdict: is, reason, message, details, hint } = verdict;
  const backup = { verdict: is, reason, message, details, hint };
  const counted = all && countedSnapshots({ source, snapshots: all, around });
  const judgement = judgeRemoval({ source, backup, snapshots: counted, volume, origin, window, next, missed });
  const unsaid = judgement.reason === 'outdated-restore' ? [] : missed;
  return {
    namespace: verdict.namespace,
    name: verdict.name,
    ...judgement,
    outcome: outcomeOfVerdict(judgement.verdict),
    state: bootstrapState(volume, window),
    deployedAt: dateOf(source.metadata.creationTimestamp),
    volume,
    origin,
    window,
    loss: lossOf({
      ...{ source, verdict: judgement.verdict, reason: judgement.reason },
      ...{ volume, origin, window, snapshots: counted },
    }),
    next,
    newest: verdict.newest,
    dataTime: verdict.dataTime,
    snapshots: verdict.snapshots,
    repository: verdict.repository,
    seenAt: verdict.seenAt,
    notes: [
      ...notesOn(facts, { next, origin, missed: unsaid }),
      ...historyWarnings(source, snapshots ?? []),
      ...retainConflicts({ source, around, snapshots: all, address: verdict.repository }),
    ],
    wait: undefined,
    trigger: undefined,
  };
}

function fillerOf({ claim, destination }: BootstrapFacts): ReplicationDestination | undefined {
  if ('why' in claim || 'why' in destination || fillingDestination(claim.value) === undefined) return undefined;
  return destination.value;
}

function nextOf(
  facts: BootstrapFacts,
  {
    all,
    origin,
    around,
  }: {
    readonly all: readonly Snapshot[] | undefined;
    readonly origin: Origin;
    readonly around: readonly ReplicationSource[];
  },
): NextRestore {
  // A sync that ended while the repository was read confirms what it saved.
  const source = around.find(({ metadata }) => metadata.uid === facts.source.metadata.uid) ?? facts.source;
  const restored = origin.kind === 'restored' ? origin.snapshot : undefined;
  const origins = snapshotOrigins({ source, snapshots: all ?? [], around, restored });
  return nextRestore({ source, destination: fillerOf(facts), snapshots: all, origins });
}

/** A snapshot of the volume itself did not exist when the volume was filled, whatever the nodes' clocks say. */
function missedOf(
  facts: BootstrapFacts,
  {
    snapshots = [],
    volume,
    origin,
  }: { readonly snapshots: readonly Snapshot[] | undefined; readonly volume: VolumeState; readonly origin: Origin },
): readonly Snapshot[] {
  const destination = fillerOf(facts);
  if (volume.kind !== 'bound' || origin.kind !== 'restored' || destination === undefined) return [];
  const own = new Set(snapshotsOfVolume(facts.source, volume, snapshots).sure);
  const filledAt = volume.since ?? volume.createdAt ?? origin.at;
  return missedSnapshots(origin, destination, { snapshots: snapshots.filter((one) => !own.has(one)), filledAt });
}

/** The outcome of a check of one app. */
export function outcomeOfVerdict(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}

/**
 * Notes on what would prevent the automatic restore, or a restore of the newest data, and on what would overwrite the
 * data.
 */
function notesOn(facts: BootstrapFacts, known: Known): readonly string[] {
  const writers = facts.writers.map((name) => `ReplicationDestination ${name}: ${overwritesMessage(facts.source)}`);
  return [...writers, ...fillingNotes(facts, known)];
}

interface Known {
  readonly next: NextRestore;
  readonly origin: Origin;
  readonly missed: readonly Snapshot[];
}

function fillingNotes({ claim, destination }: BootstrapFacts, { next, origin, missed }: Known): readonly string[] {
  const bound = 'why' in claim || claim.value?.status?.phase !== 'Bound' ? undefined : claim.value;
  if (bound === undefined || 'why' in destination) return [];
  const fills = fillingDestination(bound);
  if (fills === undefined) {
    return ['no ReplicationDestination fills the PVC: created again, it stays empty until somebody restores it'];
  }
  if (destination.value === undefined) {
    return [`the ReplicationDestination ${fills} is gone: created again, the PVC would wait for it`];
  }
  return [...nextNotes(fills, next), ...missedNotes(origin, missed)];
}

function nextNotes(destination: string, next: NextRestore): readonly string[] {
  if (next.kind !== 'restores' || next.isNewest) return [];
  return [`${destination} does not restore the newest snapshot: it has restoreAsOf or previous`];
}

function missedNotes(origin: Origin, missed: readonly Snapshot[]): readonly string[] {
  return origin.kind === 'restored' && missed.length > 0 ? [missedText(origin.snapshot, missed.length)] : [];
}
