import pMap from 'p-map';
import { Failure, isFailure, outcomesFromWorst, worstOutcome, type Outcome } from '../../../../errors.ts';
import { rememberingLeft, type LeftObject } from '../../../../helper-pod/remembering-left.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import { restoreInPlace } from '../../in-place/operation/restore-in-place.ts';
import { restoreTo } from '../../to/operation/restore-to.ts';
import { turnsOf } from './plan-many.ts';
import type { ManyPlan, ManyPorts, ManyReport, AppRestorePlan, RestoredApp } from './plan.ts';

/** How the caller follows the restores. */
export interface ManyListener {
  /** The ports of one app, whose events are reported as this app's. */
  portsOf(app: ObjectKey): ManyPorts;
  onBegun(app: ObjectKey): void;
  onEnded(result: RestoredApp): void;
}

/**
 * Carries out a plan, at most `maxParallel` apps at a time. A failure of one app does not stop the others; after Ctrl-C
 * no further app is started, and those that are running end as a single restore does.
 */
export async function restoreMany(
  plan: ManyPlan,
  { signal, now }: Pick<ManyPorts, 'signal' | 'now'>,
  listener: ManyListener,
): Promise<ManyReport> {
  const begunAt = now().getTime();
  const results = new Map<AppRestorePlan, RestoredApp>();
  const groups = turnsOf(plan.restores).map((turns) => turns.map(({ item }) => item));
  const inOrder = async (group: readonly AppRestorePlan[]) => {
    for (const one of group) results.set(one, await resultOf(one, plan, signal, listener));
  };
  await pMap(groups, inOrder, { concurrency: plan.request.maxParallel });
  const apps = plan.restores.flatMap((one) => results.get(one) ?? []);
  return reportOf(plan, apps, { time: now(), tookMs: plan.tookMs + now().getTime() - begunAt });
}

/** The report of a plan that was not started. */
export function reportOfPlan(plan: ManyPlan): ManyReport {
  return reportOf(plan, [], plan);
}

function reportOf(
  { mode, unrestorable, failures }: ManyPlan,
  restored: readonly RestoredApp[],
  { time, tookMs }: Pick<ManyReport, 'time' | 'tookMs'>,
): ManyReport {
  const others = unrestorable.map(({ app, failure }): RestoredApp => {
    return { ...nothing, app, state: 'unrestorable', outcome: failure.kind, failure };
  });
  const severity = ({ outcome }: RestoredApp) => outcomesFromWorst.indexOf(outcome);
  const apps = [...restored, ...others].toSorted((a, b) => severity(a) - severity(b));
  const outcome = worstOutcome([...apps, ...failures.map(({ kind }) => ({ outcome: kind }))].map((one) => one.outcome));
  return { mode, apps, failures, outcome, time, tookMs };
}

const nothing = { planned: undefined, done: undefined, failure: undefined, left: [], tookMs: 0 } as const;

async function resultOf(
  planned: AppRestorePlan,
  plan: ManyPlan,
  signal: AbortSignal,
  listener: ManyListener,
): Promise<RestoredApp> {
  const { app } = planned;
  if (signal.aborted) {
    const failure = new Failure('interrupted', 'interrupted before its turn: nothing was changed');
    return { ...nothing, app, planned, state: 'not-started', outcome: 'interrupted', failure };
  }
  listener.onBegun(app);
  const left: LeftObject[] = [];
  const ports = rememberingLeft(left, listener.portsOf(app));
  const begunAt = ports.now().getTime();
  const end = await endOf(planned, plan, ports);
  const result: RestoredApp = { app, planned, left, ...end, tookMs: ports.now().getTime() - begunAt };
  listener.onEnded(result);
  return result;
}

type End = Pick<RestoredApp, 'state' | 'outcome' | 'done' | 'failure'>;

async function endOf(planned: AppRestorePlan, { request }: ManyPlan, ports: ManyPorts): Promise<End> {
  try {
    const [done, outcome] = await doneOf(planned, request.inPlace.options, ports);
    return { state: 'restored', outcome, done, failure: undefined };
  } catch (error) {
    // The others have to be brought to their end, whatever this is.
    const failure = isFailure(error) ? error : new Failure('unexpected', String(error), { cause: error });
    return { state: 'not-restored', outcome: failure.kind, done: undefined, failure };
  }
}

async function doneOf(
  planned: AppRestorePlan,
  options: ManyPlan['request']['inPlace']['options'],
  ports: ManyPorts,
): Promise<readonly [done: RestoredApp['done'], outcome: Outcome]> {
  if (planned.mode === 'to-new') {
    const result = await restoreTo(planned.plan, { ...ports, choose: () => Promise.reject(new Error('chosen')) });
    return [{ mode: 'to-new', result }, result.outcome];
  }
  const report = await restoreInPlace(planned.plan, options, ports);
  return [{ mode: 'in-place', report }, report.aftermath.outcome];
}
