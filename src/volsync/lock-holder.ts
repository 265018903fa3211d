import type { Pod } from '../kubernetes/objects.ts';
import type { RepositoryLock } from '../restic/repository-lock.ts';
import type { Diagnosis } from './diagnosis.ts';

/** The result of looking for a pod named like the lock's host. */
export interface LockSearch {
  readonly pod: Pod | undefined;
  /** `cluster`, or the only namespace with permission to list pods. */
  readonly where: 'cluster' | { readonly namespace: string };
}

/** restic considers a lock stale if it was not renewed for this long. */
export const staleLockMs = 30 * 60_000;

/** Whether `restic unlock`, and so VolSync's `spec.restic.unlock`, would keep a lock. */
function isYoungLock(lock: RepositoryLock | undefined): boolean {
  return lock?.ageMs !== undefined && lock.ageMs <= staleLockMs;
}

/** Completes the diagnosis of a lock with what was seen of its holder, and whether it may heal. */
export function withLockHolder(failure: Diagnosis, search: LockSearch, lockedAt: string | undefined): Diagnosis {
  const { lock } = failure;
  if (lock === undefined) return failure;
  const phase = search.pod?.status?.phase;
  const isAlive = phase === 'Running' || phase === 'Pending';
  const isStale = lock.ageMs !== undefined && !isYoungLock(lock);
  const since = lockedAt === undefined ? '' : ` since ${lockedAt}`;
  const message = `${failure.message}${since}, ${seen(lock.host, search, isAlive)}`;
  // A host that is not a mover's pod may be any machine: its lock may be in use until it is stale.
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
