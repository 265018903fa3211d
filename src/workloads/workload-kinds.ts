import type { Resource } from '../kubernetes/cluster.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { StoppedWorkload } from '../volsync/restore-journal.ts';
import { shellCommand } from '../shell-command.ts';

/** The kinds with replicas. */
export const workloadKinds: Readonly<Record<StoppedWorkload['kind'], Resource<Deployment>>> = {
  Deployment: resources.deployments,
  StatefulSet: resources.statefulSets,
  ReplicaSet: resources.replicaSets,
};

/** The requested replicas of a workload; Kubernetes defaults to 1. */
export function replicasOf({ spec }: Deployment): number {
  return spec?.replicas ?? 1;
}

/** The command that scales it. */
export function scaleCommand({ kind, name }: StoppedWorkload, namespace: string, replicas: number): string {
  return shellCommand`kubectl scale ${kind.toLowerCase()} ${name} -n ${namespace} --replicas=${replicas}`;
}
