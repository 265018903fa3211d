import { randomBytes } from 'node:crypto';
import { Failure, isFailure, isUnanswered } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { journalCopyOf } from '../../judgement/journal-copy.ts';
import { leftParked } from '../../../../volsync/left-parked.ts';
import { openRestoreOf } from '../../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import { aftermathOf, type Aftermath } from './aftermath.ts';
import { safetyBackup } from './safety-backup.ts';
import { carryOn, goBack, resumed, type Steps } from './engine.ts';
import { GivenBack, giveBackWithoutSafetySnapshot } from './without-safety-snapshot.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import { foundJournal, markedJournal, openJournal, type KeptJournal } from './journal-store.ts';
import { journalFromMark, withoutJournal } from './lost-journal.ts';
import { removeLeftoverPods } from './leftover-pods.ts';
import { unfinishedRestore } from './unfinished-restore.ts';
import { refuseOldPlan } from './plan-in-place.ts';
import type { InPlaceOptions, InPlacePlan } from './plan.ts';
import { adoptClaim } from './adopt-claim.ts';
import { refuseAborting, requireSafetyBackup, requireRollbackData } from './require-rollback-data.ts';
import { withClaimLease, type LeaseRequest } from '../../../../sources/claim-lease.ts';
import { inPlaceSteps, type InPlaceFindings } from './steps.ts';
import type { Restored } from '../../../../restore/restore-into-claim.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** The result of an in-place restore. */
export interface InPlaceReport {
  readonly end: 'restored' | 'taken-back';
  /** Its final state. */
  readonly journal: RestoreJournal;
  /** The planned changes, if this process planned it. */
  readonly preview: Comparison | undefined;
  /** VolSync's part, if this process ran it. */
  readonly restored: Restored | undefined;
  /** The proof; undefined if another process made it. */
  readonly check: Comparison | undefined;
  /** The parts of the previous data that could not be restored exactly. */
  readonly inexact: readonly string[];
  /** The state of the app and the safety copy at the end. */
  readonly aftermath: Aftermath;
  readonly tookMs: number;
}

/** Carries out a plan completely, or leaves a journal that shows how to resume or roll back. */
export async function restoreInPlace(
  plan: InPlacePlan,
  options: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<InPlaceReport> {
  return withClaimLease(leaseOf(plan.journal), ports, async () => {
    await refuseOldPlan(plan, ports);
    const kept = await openJournal(await withBackup(plan.journal, options, ports), ports);
    return toTheEnd({ kept, options, ports, end: 'restored', preview: plan.preview });
  });
}

/**
 * The unfinished restore of an app, to resume or roll back; throws a Failure if there is none. `leavesData`: if its
 * journal is gone, everything except the data can still be undone.
 */
export async function findOpenRestore(
  app: ObjectKey,
  ports: RestoreInPlacePorts,
  leavesData = false,
): Promise<KeptJournal> {
  const source = await ports.cluster.find(resources.replicationSources, app, ports.signal);
  const volume = { namespace: app.namespace, app: app.name, claim: source?.spec?.sourcePVC };
  const kept = (await foundJournal(volume, ports)) ?? (await fromMark(app, source, leavesData, ports));
  if (kept.now.app !== app.name) throw ofAnotherApp(kept.now, app);
  const { holder } = kept;
  if (holder !== undefined && ports.creatorStateOf(holder) === 'running') {
    throw new Failure('refused', `Another volsyncctl is running the restore of ${app.namespace}/${app.name}.`, {
      hint: `wait for it, or stop it with Ctrl-C: it is process ${holder.pid} on ${holder.hostname}`,
    });
  }
  return kept;
}

/** How to continue an unfinished restore. `claimUid`: of a PVC to write to although it was replaced. */
export interface ResumeOptions extends InPlaceOptions {
  readonly claimUid: string | undefined;
}

/** Resumes an unfinished restore; one that is being aborted is refused. */
export async function resumeRestore(
  kept: KeptJournal,
  { claimUid, ...options }: ResumeOptions,
  ports: RestoreInPlacePorts,
): Promise<InPlaceReport> {
  refuseAborting(kept.now);
  return withClaimLease(leaseOf(kept.now), ports, async () => {
    const claim = await adoptClaim(kept, { leavesData: kept.now.leavesData, claimUid }, ports);
    await removeLeftoverPods(kept.now.namespace, kept.holder, ports);
    await kept.takeOver(randomHolder(), ports.creator(), { ...resumed(kept.now), ...claim });
    return toTheEnd({ kept, options, ports, end: 'restored', preview: undefined });
  });
}

/** Rolls back an unfinished restore; with `leavesData` everything except the data, also if that was set before. */
export async function abortRestore(
  kept: KeptJournal,
  { leavesData, claimUid, ...options }: ResumeOptions & { readonly leavesData: boolean },
  ports: RestoreInPlacePorts,
): Promise<InPlaceReport> {
  return withClaimLease(leaseOf(kept.now), ports, async () => {
    const isLeft = leavesData || kept.now.leavesData;
    const claim = await adoptClaim(kept, { leavesData: isLeft, claimUid }, ports);
    if (!isLeft) {
      const journal = { ...kept.now, ...claim };
      await requireRollbackData(journal, ports);
      await requireSafetyBackup(journal, options, ports);
    }
    await removeLeftoverPods(kept.now.namespace, kept.holder, ports);
    await kept.takeOver(randomHolder(), ports.creator(), claim);
    return toTheEnd({ kept, options, ports, end: 'taken-back', preview: undefined, leavesData });
  });
}

/** No other run may write to the volume. */
function leaseOf({ namespace, app, claim, run, source }: RestoreJournal): LeaseRequest {
  const { repository } = source?.restic ?? {};
  return {
    ...{ command: 'restore --in-place', app, run, claim: { namespace, name: claim } },
    repository: typeof repository === 'string' ? repository : undefined,
  };
}

/** Identifies a process: 16 hex digits. */
function randomHolder(): string {
  return randomBytes(8).toString('hex');
}

interface Way extends Pick<InPlaceReport, 'end' | 'preview'> {
  /** For a rollback: the option of this run. */
  readonly leavesData?: boolean;
  readonly kept: KeptJournal;
  readonly options: InPlaceOptions;
  readonly ports: RestoreInPlacePorts;
}

async function toTheEnd({ kept, options, ports, end, preview, leavesData }: Way): Promise<InPlaceReport> {
  const begunAt = ports.now().getTime();
  if (leavesData !== true) tellOldWish(kept.now, ports);
  const findings: InPlaceFindings = {};
  const steps: Steps = inPlaceSteps({ options, findings, ports });
  try {
    if (end === 'restored') await carriedOn(kept, steps, findings, ports);
    else await goBack(kept, steps, ports, leavesData);
    await kept.close();
  } catch (error) {
    throw error instanceof GivenBack ? error : unfinishedRestore(error, kept.now);
  }
  const { restored, check, inexact = [] } = findings;
  const tookMs = ports.now().getTime() - begunAt;
  const aftermath = await aftermathOf(kept.now, ports);
  return { end, journal: kept.now, preview, restored, check, inexact, aftermath, tookMs };
}

/** If no safety copy can be taken, nothing is restored: everything is released at once. */
async function carriedOn(
  kept: KeptJournal,
  steps: Steps,
  findings: InPlaceFindings,
  ports: RestoreInPlacePorts,
): Promise<void> {
  try {
    await carryOn(kept, steps, ports);
  } catch (error) {
    const isPassing = !isFailure(error) || isUnanswered(error) || error.kind === 'interrupted';
    if (isPassing || error !== findings.netFailure) throw error;
    throw await giveBackWithoutSafetySnapshot(error, { kept, steps, ports });
  }
}

/** The option of an earlier abort still applies, and is reported if it is not repeated. */
function tellOldWish({ leavesData, steps }: RestoreJournal, ports: Pick<RestoreInPlacePorts, 'report'>): void {
  if (!leavesData || steps.restore !== 'begun') return;
  ports.report({ type: 'step', words: 'the data stays as it is: an earlier abort had --leave-data' });
}

/** The sync comes first: while a journal is open, the app must not be backed up. */
async function withBackup(
  journal: RestoreJournal,
  { timeoutMs }: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<RestoreJournal> {
  if (journal.safety.kind !== 'backup') return journal;
  return { ...journal, safety: { kind: 'backup', snapshotId: await safetyBackup(journal, timeoutMs, ports) } };
}

/**
 * From the mark alone, if somebody has deleted the journal: everything except the data can be undone. Otherwise throws
 * a Failure.
 */
async function fromMark(
  app: ObjectKey,
  source: ReplicationSource | undefined,
  leavesData: boolean,
  ports: RestoreInPlacePorts,
): Promise<KeptJournal> {
  const mark = source && openRestoreOf(source);
  if (source === undefined || mark === undefined) {
    const left = source && leftParked(source);
    const message = `No in-place restore of ${app.namespace}/${app.name} is open.`;
    if (left === undefined) throw new Failure('not-found', message);
    throw new Failure('unknown', message, { details: [left.message], hint: left.hint });
  }
  const copy = journalCopyOf(source);
  if (copy === undefined || !leavesData) throw withoutJournal(source);
  return markedJournal(await journalFromMark(copy, ports), mark.journal, ports);
}

/** Its volume is also that of another app, whose restore it is. */
function ofAnotherApp({ namespace, app, claim }: RestoreJournal, { name }: ObjectKey): Failure {
  const message = `The open restore into PVC ${namespace}/${claim} is a restore of ${app}, not of ${name}: nothing was changed.`;
  return new Failure('refused', message, { hint: shellCommand`volsyncctl restore status ${app} -n ${namespace}` });
}
