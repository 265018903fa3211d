import { plainLine } from '../foreign-text.ts';
import { isFailure } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import { fieldEquals } from '../kubernetes/field-selector.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { withLockHolder, type LockSearch } from '../volsync/lock-holder.ts';
import { failureOfMover } from '../volsync/mover-failure-log.ts';
import { failureOfPendingPod } from '../volsync/mover-failure-pod.ts';
import { passing, type Diagnosis } from '../volsync/diagnosis.ts';
import { dateOf } from '../volsync/sync-state.ts';
import { NetworkPolicies } from '../helper-pod/network-policies.ts';
import { containerLog } from './container-log.ts';
import { startedContainers, type StartedContainer } from './mover-pods.ts';

/** What examining pods requires. */
export type ExaminePorts = ClusterContext<'list' | 'logs'>;

/** Why a pod failed, and the output of its container. */
export interface FailedPod {
  readonly failure: Diagnosis;
  /** The log of the container that failed; empty if it could not be read. */
  readonly lines: readonly string[];
}

/** Reads the log of a failed pod, or its last lines, and judges it. Failed pods exist as long as their Job does. */
export async function examineFailedPod(pod: Pod, ports: ExaminePorts, tailLines?: number): Promise<FailedPod> {
  const container = startedContainers(pod).find(({ terminated }) => (terminated?.exitCode ?? 0) !== 0);
  if (container?.terminated === undefined) return { failure: withoutContainer(pod), lines: [] };
  const lines = await containerLog(pod, container.name, ports, tailLines);
  if (typeof lines === 'string') return { failure: withoutLog(container, lines), lines: [] };
  const { exitCode, reason } = container.terminated;
  const failure = failureOfMover({ exitCode, terminationReason: reason, lines });
  const { namespace = '', labels = {} } = pod.metadata;
  const explained = await new NetworkPolicies(ports).explained(failure, { namespace, labels });
  return { failure: await withHolder(explained, pod, container, ports), lines };
}

function withoutContainer(pod: Pod): Diagnosis {
  const { reason = 'Failed', message = '' } = pod.status ?? {};
  return failureOfPendingPod(pod) ?? passing('failing', `the mover's pod failed: ${plainLine(message || reason)}`);
}

function withoutLog({ name, terminated }: StartedContainer, why: string): Diagnosis {
  const code = terminated?.exitCode ?? 0;
  if (terminated?.reason === 'OOMKilled')
    return failureOfMover({ exitCode: code, terminationReason: 'OOMKilled', lines: [] });
  const unread = `its log cannot be read: ${why.replace(/\.$/, '')}`;
  return passing('failing', `the container ${name} failed with exit code ${code}, and ${unread}`);
}

async function withHolder(
  failure: Diagnosis,
  pod: Pod,
  { terminated }: StartedContainer,
  ports: ExaminePorts,
): Promise<Diagnosis> {
  if (failure.lock === undefined) return failure;
  const search = await findHolder(failure.lock.host, pod.metadata.namespace ?? '', ports);
  const seen = dateOf(terminated?.finishedAt);
  const { ageMs } = failure.lock;
  const lockedAt = seen === undefined || ageMs === undefined ? undefined : new Date(seen.getTime() - ageMs);
  return withLockHolder(failure, search, lockedAt && minuteOf(lockedAt));
}

/** Both times that it is computed from have a precision of one second. */
function minuteOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A mover's host name is its pod's name. */
async function findHolder(host: string, namespace: string, { cluster, signal }: ExaminePorts): Promise<LockSearch> {
  const fieldSelector = fieldEquals('metadata.name', host);
  if (!/^[a-z0-9.-]+$/.test(host)) return { pod: undefined, where: 'cluster' };
  try {
    const [pod] = await cluster.list(resources.pods, { fieldSelector }, signal);
    return { pod, where: 'cluster' };
  } catch (error) {
    if (!isFailure(error, 'forbidden')) throw error;
    const [pod] = await cluster.list(resources.pods, { namespace, fieldSelector }, signal);
    return { pod, where: { namespace } };
  }
}
