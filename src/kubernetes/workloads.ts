import type { Deployment, KubeObject, PodTemplate, Suspendable } from './objects.ts';

/** A StatefulSet, with its policy for the PVCs of its pods. */
export interface StatefulSet extends Deployment {
  readonly spec?: NonNullable<Deployment['spec']> & {
    readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenScaled?: 'Retain' | 'Delete' };
  };
}

/** Of autoscaling/v2. */
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec?: {
    readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
  };
}

export interface CronJob extends Suspendable {
  readonly spec?: NonNullable<Suspendable['spec']> & {
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplate } };
  };
}

/** KEDA's autoscaler of a workload. */
export interface ScaledObject extends Suspendable {
  readonly spec?: Suspendable['spec'] & {
    readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
  };
}

/** What KEDA makes Jobs of. */
export interface ScaledJob extends Suspendable {
  readonly spec?: Suspendable['spec'] & { readonly jobTargetRef?: { readonly template?: PodTemplate } };
}
