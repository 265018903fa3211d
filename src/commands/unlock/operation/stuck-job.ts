import { isFailure, type Outcome } from '../../../errors.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { Job, Pod } from '../../../kubernetes/objects.ts';
import { untilGone } from '../../../kubernetes/until-gone.ts';
import { sourceNames } from '../../../volsync/mover-names.ts';
import { resources } from '../../../volsync/resources.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { StuckJob } from './unlock-result.ts';

export type JobPorts = TimedContext<'find' | 'list' | 'delete' | 'watch'>;

/** How long the deletion of the Job and its pods may take. */
const goneMs = 60_000;

/**
 * The Job of a sync that has failed and waits for its next retry, which may be minutes away; undefined if there is
 * none, or one of its pods is running: killing that would leave another lock.
 */
export async function stuckJob(source: ReplicationSource, ports: JobPorts): Promise<Job | undefined> {
  if (!isSyncing(source)) return undefined;
  const { cluster, signal } = ports;
  const { name, uid, namespace = '' } = source.metadata;
  const job = await cluster.find(resources.jobs, { namespace, name: sourceNames(name).job }, signal);
  if (job === undefined || !isControlledBy(uid, job) || (job.status?.failed ?? 0) === 0) return undefined;
  const pods = await cluster.list(resources.pods, { namespace, labelSelector: labelOf(job) }, signal);
  return pods.some(isAtWork) ? undefined : job;
}

/**
 * Deletes it, so that VolSync creates a new one immediately, and returns when its pods are gone, or that cannot be
 * confirmed.
 */
export async function restartJob(job: Job, ports: JobPorts): Promise<StuckJob & { readonly outcome: Outcome }> {
  const { name, namespace = '', uid } = job.metadata;
  let end: StuckJob['end'] = 'failed';
  try {
    await ports.cluster.delete(resources.jobs, { namespace, name }, { uid }, ports.signal);
    end = 'restarted';
    const scope = { namespace, labelSelector: labelOf(job) };
    await untilGone({ resource: resources.pods, scope, limitMs: goneMs }, ports);
    return { name, end, outcome: 'ok' };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { name, end, why: error.message, outcome: error.kind };
  }
}

function isControlledBy(uid: string | undefined, { metadata }: Job): boolean {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner !== undefined && owner.uid === uid;
}

function labelOf({ metadata: { uid = '' } }: Job): string {
  return `batch.kubernetes.io/controller-uid=${uid}`;
}

function isAtWork({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}
