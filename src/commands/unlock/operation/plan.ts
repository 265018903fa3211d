import { isFailure, worstOutcome, type Outcome } from '../../../errors.ts';
import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { Job } from '../../../kubernetes/objects.ts';
import { seeLocks, type SeenLocks } from '../../../repository/locks.ts';
import type { LookOptions, RepositoryPorts } from '../../../repository/list-snapshots.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { lockVerdict, type HostSight } from '../../../volsync/lock-verdict.ts';
import { unseenOutcome } from '../../../volsync/unseen-outcome.ts';
import { hostSights } from './host-sights.ts';
import { stuckJob } from './stuck-job.ts';
import { isToGo, type JudgedLock, type UnlockedApp, type UnlockReport } from './unlock-result.ts';

export type UnlockOptions = Omit<LookOptions, 'command' | 'moreSteps' | 'onLine'>;

export type UnlockPorts = RepositoryPorts & ClusterContext<'exists'>;

/** An app with all that the removal needs. */
export interface PlannedApp extends UnlockedApp {
  readonly seen: SeenLocks;
  readonly stuck: Job | undefined;
}

/** What would be done. */
export interface UnlockPlan extends Omit<UnlockReport, 'isDryRun'> {
  readonly apps: readonly PlannedApp[];
}

export interface UnlockTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** Lists the locks of apps and judges each one; nothing is changed. Throws only where no app could be found. */
export async function planUnlock(
  target: UnlockTarget,
  options: UnlockOptions,
  ports: UnlockPorts,
): Promise<UnlockPlan> {
  const { chosen, failures } = await findSources(target, ports);
  const seen = await seeLocks(chosen, { ...options, command: 'unlock' }, ports);
  const apps: PlannedApp[] = [];
  for (const one of seen) apps.push(await planApp(one, ports));
  const outcome = worstOutcome([...apps.map((app) => app.outcome), ...failures.map(({ kind }) => kind)]);
  return { apps, failures, outcome };
}

async function planApp(seen: SeenLocks, ports: UnlockPorts): Promise<PlannedApp> {
  const { name, namespace = '' } = seen.source.metadata;
  const app = { namespace, name, repository: seen.address, seen, stuck: undefined };
  if (seen.kind === 'hidden') {
    const outcome = unseenOutcome(seen.judgement);
    return { ...app, locks: [], unreadable: [], hidden: seen.judgement, outcome };
  }
  const sights = await hostSights(young(seen, ports), namespace, ports);
  const locks = seen.locks.map((lock) => judged(lock, sights.get(lock.host), nowIn(seen, ports)));
  const { unreadable } = seen;
  const stuck = locks.some(isToGo) && isFree(locks, unreadable) ? await stuckOf(seen, ports) : undefined;
  const job = stuck && { name: stuck.metadata.name, end: 'planned' as const };
  return { ...app, locks, unreadable, stuck, job, outcome: outcomeOfLocks(locks, unreadable) };
}

/** Whether nothing is in the way once the locks that are to go are gone. */
function isFree(locks: readonly JudgedLock[], unreadable: readonly string[]): boolean {
  return locks.every(isToGo) && unreadable.length === 0;
}

/** How an app ends that has such locks. */
export function outcomeOfLocks(locks: readonly JudgedLock[], unreadable: readonly string[]): Outcome {
  if (locks.some(({ end }) => end === 'failed')) return 'failed';
  return isFree(locks, unreadable) ? 'ok' : 'refused';
}

type Seen = SeenLocks & { readonly kind: 'seen' };

/** The hosts of all locks: of one that is stale by its age nobody has to be found. */
function young(seen: Seen, ports: UnlockPorts): readonly string[] {
  const now = nowIn(seen, ports);
  return seen.locks.filter((lock) => judged(lock, undefined, now).verdict.kind !== 'stale').map(({ host }) => host);
}

/** By the clock of the helper pod, as restic reckons there. */
function nowIn({ time }: Seen, ports: UnlockPorts): Date {
  return time ?? ports.now();
}

const unseenHost: HostSight = {
  pods: { why: 'not searched for' },
  trace: { value: undefined },
  nodes: { value: new Map() },
};

function judged(lock: Seen['locks'][number], sight: HostSight = unseenHost, now: Date): JudgedLock {
  const ageMs = now.getTime() - lock.time.getTime();
  const verdict = lockVerdict({ ...lock, ageMs }, sight);
  return { ...lock, ageMs, verdict, end: isToGo({ verdict }) ? 'planned' : 'kept' };
}

/** Without the right to see Jobs no Job is restarted: VolSync tries again by itself, only later. */
async function stuckOf({ source }: Seen, ports: UnlockPorts): Promise<Job | undefined> {
  try {
    return await stuckJob(source, ports);
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}
