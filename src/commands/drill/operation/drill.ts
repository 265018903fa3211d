import pMap from 'p-map';
import { isFailure, worstOutcome } from '../../../errors.ts';
import type { HelperPodEvent } from '../../../helper-pod/ports.ts';
import { rememberingLeft, type LeftObject } from '../../../helper-pod/remembering-left.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { checkRestored } from '../../../restore/check-restored.ts';
import { createClaim, removeClaim, requireCreatedClaim } from '../../../restore/created-claim.ts';
import { restoreIntoClaim } from '../../../restore/restore-into-claim.ts';
import { restoreSummary } from '../../../restore/restore-summary.ts';
import { byHarm, protectedApp, unknownApp, unprotected } from '../../../volsync/verdict.ts';
import { runCheckCommand } from './check-command.ts';
import { endingOf, notDrilled, type DrillEnding } from './ending.ts';
import { recordDrill } from './record-drill.ts';
import { emptySnapshot } from './plan-drills.ts';
import type { CommandResult, DrillPlan, DrillPorts, DrillReport, DrillResult, PlannedDrill } from './plan.ts';
import { requestOf } from './request.ts';

/**
 * Carries out a plan: VolSync restores each snapshot into its own PVC, every file is compared with the repository,
 * temporary objects are removed, and the result is recorded on the ReplicationSource.
 */
export async function drill(plan: DrillPlan, looking: DrillPorts): Promise<DrillReport> {
  const begunAt = looking.now().getTime();
  const pods: ObjectKey[] = [...plan.pods];
  const ports = rememberingPods(pods, looking);
  let done = 0;
  const tell = () => {
    if (plan.drills.length > 1) ports.report({ type: 'apps', done, of: plan.drills.length });
  };
  tell();
  const drilled = await pMap(
    plan.drills,
    async (one) => {
      const result = await drillApp(one, ports);
      done += 1;
      tell();
      return recordDrill(one.source, result, ports);
    },
    { concurrency: plan.maxParallel },
  );
  const settled = await pMap(plan.settled, ({ source, result }) => recordDrill(source, result, ports), {
    concurrency: plan.maxParallel,
  });
  const tookMs = plan.tookMs + ports.now().getTime() - begunAt;
  return reportOf([...drilled, ...settled, ...plan.denied], { plan, time: ports.now(), tookMs, pods });
}

/** The report of a plan that was not started. */
export function settledReport(plan: DrillPlan): DrillReport {
  const { time, tookMs, pods } = plan;
  return reportOf([...plan.settled.map(({ result }) => result), ...plan.denied], { plan, time, tookMs, pods });
}

function reportOf(
  apps: readonly DrillResult[],
  { plan: { failures }, ...run }: { readonly plan: DrillPlan } & Pick<DrillReport, 'time' | 'tookMs' | 'pods'>,
): DrillReport {
  const outcome = worstOutcome([...apps.map((app) => app.outcome), ...failures.map(({ kind }) => kind)]);
  return { apps: apps.toSorted(byHarm), failures, outcome, ...run };
}

/** An app whose turn has not come before an interruption is not started. */
async function drillApp(plan: PlannedDrill, looking: DrillPorts): Promise<DrillResult> {
  const { app, chosen, chosenAt, claim } = plan;
  const begunAt = looking.now().getTime();
  const left: LeftObject[] = [];
  const ports = rememberingLeft(left, namingApp(app, looking));
  const known: { -readonly [K in keyof DrillResult]?: DrillResult[K] } & Pick<DrillResult, 'chosenAt'> = {
    ...{ chosen, chosenAt, left },
  };
  const ended = (ending: DrillEnding) =>
    notDrilled(app, ending, { ...known, tookMs: looking.now().getTime() - begunAt });
  if (ports.signal.aborted) return ended(interrupted('interrupted before its turn'));
  try {
    const uid = await createClaim(plan, ports);
    try {
      const restored = await restoreIntoClaim(requestOf(plan), ports);
      known.restored = { ...restored, claim: claim.metadata.name, ...restoreSummary(restored.lines, chosen.snapshot) };
      const same = () => requireCreatedClaim(claim.metadata, uid, ports);
      known.check = await checkRestored(plan, ports).finally(same);
      known.checkCommand = await commandResult(plan, known.check, ports).finally(same);
    } finally {
      await removeClaim(claim.metadata, uid, ports);
    }
    return ended(endingOfCommand(known.checkCommand) ?? endingOfCheck(known.check, plan));
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (error.kind === 'interrupted') return ended(interrupted('interrupted'));
    return ended(endingOf(error));
  }
}

/** Of what is not the snapshot, or holds nothing, a command would say nothing of the backup. */
async function commandResult(
  plan: PlannedDrill,
  check: NonNullable<DrillResult['check']>,
  ports: DrillPorts,
): Promise<CommandResult | undefined> {
  const { checkCommand } = plan;
  if (checkCommand === undefined || check.kind !== 'same' || check.files === 0) return undefined;
  return runCheckCommand(plan, checkCommand, ports);
}

/** The files are those of the snapshot, and are not what the app needs. */
function endingOfCommand(result: CommandResult | undefined): DrillEnding | undefined {
  if (result === undefined || result.exitCode === 0) return undefined;
  const message = `the restored volume did not pass --check: the command ended with exit code ${result.exitCode}`;
  if (!result.isKnownUser) {
    const why = `${message}; it ran as a user that may not be able to read the files`;
    return { ...unknownApp('no-evidence', why, { details: result.lines }), outcome: 'unknown' };
  }
  return { ...unprotected('check-failed', message, { details: result.lines }), outcome: 'unprotected' };
}

function endingOfCheck(check: NonNullable<DrillResult['check']>, { chosen, source }: PlannedDrill): DrillEnding {
  if (check.kind === 'same') {
    return check.files === 0 ? emptySnapshot(chosen, source) : { ...protectedApp, outcome: 'ok' };
  }
  const details = check.kind === 'unknown' ? check.why : [];
  const message = 'whether every restored file is that of the snapshot could not be determined';
  return { ...unknownApp('no-evidence', message, { details }), outcome: 'unknown' };
}

function interrupted(message: string): DrillEnding {
  return { ...unknownApp('no-evidence', message), outcome: 'interrupted' };
}

/** The same ports, which add the app to events. */
function namingApp(app: ObjectKey, ports: DrillPorts): DrillPorts {
  return {
    ...ports,
    report: (event: HelperPodEvent) => {
      ports.report(event.type === 'step' ? { ...event, words: `${app.namespace}/${app.name}: ${event.words}` } : event);
    },
  };
}
