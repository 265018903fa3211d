import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import type { StoppedWorkload } from '../volsync/restore-journal.ts';
import { changeObject } from '../kubernetes/change-object.ts';
import type { WorkloadPorts } from './ports.ts';
import { replicasOf, scaleCommand, workloadKinds } from './workload-kinds.ts';

/** Workloads that were stopped. */
export interface ScaleUpRequest {
  readonly namespace: string;
  readonly workloads: readonly StoppedWorkload[];
}

/**
 * Restores the replicas of every workload, without waiting for its pods. A workload that has replicas again, was
 * recreated or is gone is left alone and reported. Idempotent.
 */
export async function scaleUp({ namespace, workloads }: ScaleUpRequest, ports: WorkloadPorts): Promise<void> {
  for (const workload of workloads) await scaleOne(workload, { namespace, name: workload.name }, ports);
}

async function scaleOne(workload: StoppedWorkload, key: ObjectKey, ports: WorkloadPorts): Promise<void> {
  const { kind, replicas, uid } = workload;
  const what = `${kind} ${key.namespace}/${key.name}`;
  const decide = ({ metadata, spec }: Deployment) =>
    metadata.uid !== uid || spec?.replicas !== 0 || replicas === 0
      ? []
      : [{ op: 'replace' as const, path: '/spec/replicas', value: replicas }];
  const done = await changeObject(workloadKinds[kind], key, decide, ports);
  if (done === undefined) {
    ports.report({ type: 'step', words: `${what} is gone: there is nothing to scale back` });
  } else if (done.isChanged) {
    ports.report({ type: 'step', words: `scaled ${what} back to ${replicas}` });
  } else if (replicasOf(done.object) === replicas) {
    // As it should be.
  } else if (replicasOf(done.object) === 0) {
    const why = 'it was deleted and created again, and has 0 replicas';
    ports.report({ type: 'left', what, why, hint: scaleCommand(workload, key.namespace, replicas) });
  } else {
    const words = `${what} has ${replicasOf(done.object)} replicas by now, instead of ${replicas}: left as it is`;
    ports.report({ type: 'step', words });
  }
}
