import { randomBytes } from 'node:crypto';
import { isFailure, worstOutcome, type Failure } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { removeLocks, type LocksToRemove, type RemovedLocks } from '../../../repository/locks.ts';
import { withClaimLease, type LeasePorts } from '../../../sources/claim-lease.ts';
import { outcomeOfLocks, type PlannedApp, type UnlockOptions, type UnlockPlan, type UnlockPorts } from './plan.ts';
import { restartJob } from './stuck-job.ts';
import { isToGo, type JudgedLock, type UnlockedApp, type UnlockReport } from './unlock-result.ts';

export type RemovePorts = UnlockPorts & LeasePorts;

/** Whether a plan changes nothing. */
export function isIdle({ apps }: UnlockPlan): boolean {
  return apps.every(({ locks }) => !locks.some(isToGo));
}

/** The plan as a result. */
export function plannedReport(plan: UnlockPlan, isDryRun: boolean): UnlockReport {
  return { ...plan, isDryRun };
}

/** Lets restic remove the removable locks, one app after the other, and restarts what was blocked by them. */
export async function unlock(plan: UnlockPlan, options: UnlockOptions, ports: RemovePorts): Promise<UnlockReport> {
  const apps: UnlockedApp[] = [];
  // Removals before Ctrl-C are reported too.
  for (const app of plan.apps) {
    const isLeft = ports.signal.aborted && app.locks.some(isToGo);
    apps.push(isLeft ? notBegun(app) : await unlockApp(app, options, ports));
  }
  const outcome = worstOutcome([...apps.map((app) => app.outcome), ...plan.failures.map(({ kind }) => kind)]);
  return { ...plan, apps, isDryRun: false, outcome };
}

/** The apps whose next sync has no known obstacle. */
export function unlockedApps({ apps }: UnlockReport): readonly ObjectKey[] {
  return apps.filter(({ outcome }) => outcome === 'ok').map(({ namespace, name }) => ({ namespace, name }));
}

/** One process at a time removes the locks of a repository. */
async function unlockApp(app: PlannedApp, options: UnlockOptions, ports: RemovePorts): Promise<UnlockedApp> {
  const { seen } = app;
  if (seen.kind === 'hidden' || !app.locks.some(isToGo)) return app;
  const { namespace, name } = app;
  const { repository } = seen.source.spec?.restic ?? {};
  if (repository === undefined) return withoutLocks(app, seen, options, ports);
  const use = { command: 'unlock', app: name, repository, run: randomBytes(8).toString('hex') };
  try {
    const lease = { ...use, secret: { namespace, name: repository } };
    return await withClaimLease(lease, ports, () => withoutLocks(app, seen, options, ports));
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { kind, message, details } = error;
    return { ...app, job: undefined, failure: { kind, message, details }, outcome: kind };
  }
}

async function withoutLocks(
  app: PlannedApp,
  seen: Extract<PlannedApp['seen'], { readonly kind: 'seen' }>,
  options: UnlockOptions,
  ports: UnlockPorts,
): Promise<UnlockedApp> {
  const { stuck } = app;
  let locks = app.locks;
  for (const removal of removals(app.locks)) {
    const removed = await removing(seen.environment, removal, options, ports);
    if ('error' in removed) return inDoubt(app, locks, removed.error);
    if ('failure' in removed) return failedApp(app, locks, removed);
    locks = locks.map((lock) => after(lock, removal, removed.left));
  }
  const done = { ...app, locks, outcome: outcomeOfLocks(locks, app.unreadable) };
  if (stuck === undefined || done.outcome !== 'ok') return { ...done, job: undefined };
  const { outcome, ...job } = await restartJob(stuck, ports);
  return { ...done, job, outcome };
}

async function removing(
  environment: Parameters<typeof removeLocks>[0],
  removal: LocksToRemove,
  options: UnlockOptions,
  ports: UnlockPorts,
): Promise<RemovedLocks | { readonly error: Failure }> {
  try {
    return await removeLocks(environment, removal, { ...options, command: 'unlock' }, ports);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { error };
  }
}

function notBegun(app: PlannedApp): UnlockedApp {
  const failure = { kind: 'interrupted', message: 'interrupted before a lock was removed', details: [] } as const;
  return { ...app, job: undefined, failure, outcome: 'interrupted' };
}

/** The helper pod may have removed some before its answer was lost. */
function inDoubt(app: PlannedApp, locks: readonly JudgedLock[], error: Failure): UnlockedApp {
  const { kind, message, details } = error;
  const failure = { kind, message: `${message} It is unknown which locks were removed.`, details };
  return { ...app, locks, job: undefined, failure, outcome: kind };
}

/** One removal per dead host, in whose name restic recognizes its locks; stale locks are removed with any of them. */
function removals(locks: readonly JudgedLock[]): readonly LocksToRemove[] {
  const idsOf = (some: readonly JudgedLock[]) => some.map(({ id }) => id);
  const stale = locks.filter(({ verdict }) => verdict.kind === 'stale');
  const dead = Map.groupBy(
    locks.filter(({ verdict }) => verdict.kind === 'dead'),
    ({ host }) => host,
  );
  if (dead.size === 0) return [{ host: undefined, ids: idsOf(stale), pids: [] }];
  return [...dead].map(([host, own], index) => ({
    host,
    ids: idsOf(index === 0 ? [...own, ...stale] : own),
    pids: own.map(({ pid }) => pid),
  }));
}

function after(lock: JudgedLock, { ids }: LocksToRemove, left: readonly string[]): JudgedLock {
  if (!ids.includes(lock.id)) return lock;
  return { ...lock, end: left.includes(lock.id) ? 'failed' : 'removed' };
}

function failedApp(
  app: PlannedApp,
  locks: readonly JudgedLock[],
  { failure }: Extract<RemovedLocks, { failure: unknown }>,
): UnlockedApp {
  const kind = failure.reason === 'forbidden' ? 'forbidden' : 'failed';
  const ended = locks.map((lock) => (lock.end === 'planned' ? { ...lock, end: 'failed' as const } : lock));
  const { message, details } = failure;
  return { ...app, locks: ended, job: undefined, failure: { kind, message, details }, outcome: kind };
}
