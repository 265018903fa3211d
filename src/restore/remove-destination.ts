import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { destinationNames } from '../volsync/mover-names.ts';
import type { LiveView } from '../kubernetes/live-view.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';
import type { RestorePorts } from './ports.ts';
import { shellCommand } from '../shell-command.ts';

/** A mover may take 30 s to end, and the node a little more. */
const removalMs = 90_000;

/**
 * Removes a ReplicationDestination of ours and waits until its mover is gone, so that the volume is free. If it does
 * not exist, it still waits for a mover that a crash has left. Ignores the operator's signal. Throws a Failure if it
 * could not be done in time.
 */
export async function removeDestination(key: ObjectKey, ports: Omit<RestorePorts, 'signal'>): Promise<void> {
  const deadline = AbortSignal.timeout(removalMs);
  try {
    await ports.cluster.delete(resources.replicationDestinations, key, {}, deadline);
    await untilGone(key, { ...ports, signal: deadline });
  } catch (error) {
    if (deadline.aborted) throw stillThere(key);
    throw error;
  }
}

/** The equivalent command. */
export function removalCommand({ namespace, name }: ObjectKey): string {
  return shellCommand`kubectl delete replicationdestination ${name} -n ${namespace}`;
}

async function untilGone(key: ObjectKey, ports: RestorePorts): Promise<void> {
  const { namespace, name } = key;
  const { job } = destinationNames(name);
  const interests = [
    { resource: resources.replicationDestinations, scope: { namespace, fieldSelector: `metadata.name=${name}` } },
    { resource: resources.jobs, scope: { namespace, fieldSelector: `metadata.name=${job}` } },
    { resource: resources.pods, scope: { namespace, labelSelector: `job-name=${job}` } },
  ];
  await using views = new ViewReader(interests, ports);
  while (leftIn(await views.next()).length > 0);
}

function leftIn(view: LiveView): readonly KubeObject[] {
  return [...view.list(resources.replicationDestinations), ...view.list(resources.jobs), ...view.list(resources.pods)];
}

function stillThere(key: ObjectKey): Failure {
  const { namespace, name } = key;
  const message = `ReplicationDestination ${namespace}/${name} or its mover still exists after ${removalMs / 1000}s.`;
  const hint = `${removalCommand(key)}; ${shellCommand`kubectl get pods -n ${namespace} -l job-name=${destinationNames(name).job}`}`;
  return new Failure('timeout', message, { hint });
}
