import { stepNames, type RestoreJournal, type StepName } from '../../../../volsync/restore-journal.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import { chosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { removeDestination } from '../../../../restore/remove-destination.ts';
import { destinationKey, restoreIntoClaim, type Restored } from '../../../../restore/restore-into-claim.ts';
import { refuseDifferences } from './check.ts';
import { compareWithSnapshot } from './compare-with-snapshot.ts';
import type { Findings, Step, Steps } from './engine.ts';
import { whileSameClaim, whileStopped } from './guard.ts';
import { suspendAll, resumeAll } from '../../../../workloads/suspend.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import {
  retakeSafetySnapshot,
  takeSafetySnapshot,
  removeOtherSafetySnapshots,
  removeSafetySnapshot,
  type SafetySnapshotRequest,
} from './safety-snapshot.ts';
import { parkSources } from './park.ts';
import { dryRunSafetySnapshotCopy } from './safety-snapshot-copy.ts';
import type { InPlaceOptions } from './plan.ts';
import { claimFound } from './restored-claim.ts';
import { restoredSource } from './restored-source.ts';
import { dataSource, dataVolume, whileReadable } from './other-repository.ts';
import { startWorkloads, withoutReady } from '../../../../workloads/start-workloads.ts';
import { stopWorkloads } from '../../../../workloads/stop.ts';
import { unparkSources } from './unpark.ts';
import { rollbackData } from './rollback-data.ts';

/** What the steps of this process have found, for the report. */
export interface InPlaceFindings {
  restored?: Restored;
  check?: Comparison;
  /** The parts of the previous data that could not be restored exactly, such as owners. */
  inexact?: readonly string[];
  /** Why the safety copy could not be taken. */
  netFailure?: unknown;
}

export interface StepsContext {
  readonly options: InPlaceOptions;
  readonly findings: InPlaceFindings;
  readonly ports: RestoreInPlacePorts;
}

/** The steps of an in-place restore on the real cluster: all except those of a rollback stop if the PVC is replaced. */
export function inPlaceSteps(context: StepsContext): Steps {
  const { ports } = context;
  const on = (signal: AbortSignal) => stepsOn({ ...context, ports: { ...ports, signal } });
  const all = stepNames.map((name): readonly [StepName, Step] => [
    name,
    {
      forward: (journal) => whileSameClaim(journal, ports, (signal) => on(signal)[name].forward(journal)),
      giveBack: (journal) => whileSameClaim(journal, ports, (signal) => on(signal)[name].giveBack(journal)),
      undo: (journal) => on(ports.signal)[name].undo(journal),
    },
  ]);
  return Object.fromEntries(all) as Steps;
}

function stepsOn(context: StepsContext): Steps {
  const { options, ports } = context;
  const { timeoutMs } = options;
  const nothing = () => Promise.resolve();
  return {
    keep: {
      forward: (journal) => takenNet(journal, context, (net) => keepAndTry(net, journal, ports)),
      giveBack: nothing,
      // The only copy of the previous data stays, unless that data is in the volume.
      undo: (journal) => endNet(journal, ports),
    },
    hold: {
      forward: (journal) => done(suspendAll(journal.holds, ports)),
      giveBack: (journal) => resumeAll(journal.holds, ports),
      undo: (journal) => done(resumeAll(journal.holds, ports)),
    },
    stop: {
      forward: async (journal) => {
        await stopWorkloads({ ...journal, timeoutMs }, ports);
        // Only a volume that nothing was restored into is in the previous state.
        if (journal.steps.restore !== undefined) return undefined;
        return takenNet(journal, context, (net) => retakeSafetySnapshot(net, ports));
      },
      giveBack: (journal) => startWorkloads(journal, timeoutMs, ports),
      undo: (journal) => done(startWorkloads(withoutReady(journal), timeoutMs, ports)),
    },
    park: {
      forward: async (journal) => {
        await withNet(journal, (net) => removeOtherSafetySnapshots(net, ports));
        return done(parkSources({ ...journal, timeoutMs }, ports));
      },
      giveBack: (journal) => unparkSources(journal, ports),
      undo: (journal) => done(unparkSources(journal, ports)),
    },
    restore: {
      forward: (journal) => done(restore(journal, context)),
      giveBack: (journal) => removeDestination(destinationKey(journal.namespace, journal.run), ports),
      undo: (journal) => takeBack(journal, context),
    },
    check: { forward: (journal) => done(check(journal, context)), giveBack: nothing, undo: () => done(nothing()) },
  };
}

/** Only if the safety copy is a VolumeSnapshot. */
async function withNet<T>(
  journal: RestoreJournal,
  work: (net: SafetySnapshotRequest) => Promise<T>,
): Promise<T | undefined> {
  const { safety } = journal;
  return safety.kind === 'snapshot' ? work({ ...journal, safety, limitMs: netMs }) : undefined;
}

/** If the PVC is gone or was replaced, the safety copy is all that is left. */
async function endNet(journal: RestoreJournal, ports: RestoreInPlacePorts): Promise<Findings | undefined> {
  const isBack = (journal.dataBack ?? 'exact') === 'exact';
  if (isBack && (await claimFound(journal, ports)).state === 'same') {
    await withNet(journal, (net) => removeSafetySnapshot(net, ports));
    return undefined;
  }
  await withNet(journal, (net) => removeOtherSafetySnapshots(net, ports));
  return isBack ? { dataBack: 'left' } : undefined;
}

/** The changes for the journal after a safety copy was taken. */
async function takenNet(
  journal: RestoreJournal,
  { findings }: StepsContext,
  take: (net: SafetySnapshotRequest) => Promise<SafetySnapshotRequest['safety']>,
): Promise<Findings | undefined> {
  try {
    const safety = await withNet(journal, take);
    return safety && { safety };
  } catch (error) {
    findings.netFailure = error;
    throw error;
  }
}

/** A rollback from it is tested before anything is stopped. */
async function keepAndTry(
  net: SafetySnapshotRequest,
  journal: RestoreJournal,
  ports: RestoreInPlacePorts,
): Promise<SafetySnapshotRequest['safety']> {
  const safety = await takeSafetySnapshot(net, ports);
  const source = await restoredSource(journal, ports);
  await dryRunSafetySnapshotCopy({ ...net, source, volumeSnapshot: safety.volumeSnapshot }, ports);
  return safety;
}

/** A driver may have to copy the whole volume. */
const netMs = 30 * 60_000;

async function done(work: Promise<unknown>): Promise<undefined> {
  await work;
  return undefined;
}

async function restore(journal: RestoreJournal, { options, findings, ports }: StepsContext): Promise<void> {
  const { namespace, claim, run, deletesExtraFiles, snapshot } = journal;
  const source = await dataSource(journal, ports);
  const look = { ...options, command: 'restore' };
  await whileReadable(journal, ports, async () => {
    // Also if it was selected before: it may have been forgotten since.
    const chosen = await chosenSnapshot(source, { kind: 'snapshot', name: snapshot.id }, look, ports);
    const request = { source, claim: { namespace, name: claim }, run, chosen, deletesExtraFiles };
    findings.restored = await whileStopped(journal, ports, (signal) =>
      restoreIntoClaim({ ...request, timeoutMs: options.timeoutMs }, { ...ports, signal }),
    );
  });
}

async function check(journal: RestoreJournal, { options, findings, ports }: StepsContext): Promise<void> {
  const { source, claim } = await dataVolume(journal, ports);
  findings.check = await whileReadable(journal, ports, () =>
    whileStopped(journal, ports, (signal) =>
      compareWithSnapshot(journal.snapshot.id, { source, claim, isFrozen: true, options }, { ...ports, signal }),
    ),
  );
  refuseDifferences(findings.check, journal);
}

/** The mover first: it must not write any more. */
async function takeBack(journal: RestoreJournal, { options, findings, ports }: StepsContext): Promise<Findings> {
  await removeDestination(destinationKey(journal.namespace, journal.run), ports);
  if (journal.leavesData) return { dataBack: 'left' };
  const inexact = await whileSameClaim(journal, ports, (same) =>
    whileStopped(journal, { ...ports, signal: same }, (signal) => rollbackData(journal, options, { ...ports, signal })),
  );
  if (inexact.length === 0) return { dataBack: 'exact' };
  findings.inexact = inexact;
  return { dataBack: 'inexact' };
}
