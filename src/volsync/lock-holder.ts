import type { Pod } from '../kubernetes/objects.ts';
import type { RepositoryLock } from '../restic/repository-lock.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Where a pod of the name of the lock's host was looked for, and which was found. */
export interface LockSearch {
  readonly pod: Pod | undefined;
  /** `cluster`, or the one namespace that may be looked at. */
  readonly where: 'cluster' | { readonly namespace: string };
}

/** restic itself calls a lock stale that was not renewed for so long. */
export const staleLockMs = 30 * 60_000;

/** Whether `restic unlock`, and so VolSync's `spec.restic.unlock`, would leave a lock alone. */
function isYoungLock(lock: RepositoryLock | undefined): boolean {
  return lock?.ageMs !== undefined && lock.ageMs <= staleLockMs;
}

/** Completes what is known of a lock: whether it may go away, and what was seen of its holder, no more. */
export function withLockHolder(failure: Diagnosis, search: LockSearch, lockedAt: string | undefined): Diagnosis {
  const { lock } = failure;
  if (lock === undefined) return failure;
  const phase = search.pod?.status?.phase;
  const isAlive = phase === 'Running' || phase === 'Pending';
  const isStale = lock.ageMs !== undefined && !isYoungLock(lock);
  const since = lockedAt === undefined ? '' : ` since ${lockedAt}`;
  const message = `${failure.message}${since}, ${seen(lock.host, search, isAlive)}`;
  // A host that is no pod of a mover may be any machine: its lock may be in use until it is stale.
  const isMover = /^volsync-(?:src|dst)-/.test(lock.host);
  return { ...failure, message, canHeal: isAlive || (!isMover && search.pod === undefined && !isStale) };
}

function seen(host: string, { pod, where }: LockSearch, isAlive: boolean): string {
  if (pod !== undefined && isAlive) return `a pod that is running in namespace ${pod.metadata.namespace ?? ''}`;
  if (pod !== undefined) return `a pod that has ended (${pod.status?.phase ?? 'unknown'})`;
  const place =
    where === 'cluster'
      ? 'in this cluster'
      : `in namespace ${where.namespace}, and pods in other namespaces cannot be listed`;
  return host.startsWith('volsync-') ? `and no such pod is ${place}` : `which is no pod ${place}`;
}
