import type { ReplicationDestination } from './types.ts';
import type {
  CronJob,
  HorizontalPodAutoscaler,
  ScaledJob,
  ScaledObject,
  StatefulSet,
} from '../kubernetes/workloads.ts';
import type { Deployment, Job, Pod } from '../kubernetes/objects.ts';

/** Everything in a namespace that may mount one of its PVCs. */
export interface ClaimFacts {
  readonly namespace: string;
  readonly claim: string;
  readonly pods: readonly Pod[];
  readonly deployments: readonly Deployment[];
  readonly replicaSets: readonly Deployment[];
  readonly statefulSets: readonly StatefulSet[];
  readonly jobs: readonly Job[];
  readonly cronJobs: readonly CronJob[];
  readonly autoscalers: readonly HorizontalPodAutoscaler[];
  /** KEDA's objects; undefined if they cannot be listed. */
  readonly scaledObjects: readonly ScaledObject[] | undefined;
  readonly scaledJobs: readonly ScaledJob[] | undefined;
  readonly destinations: readonly ReplicationDestination[];
}
