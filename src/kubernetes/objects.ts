import type { ForeignText } from '../foreign-text.ts';

/**
 * The fields of Kubernetes objects that volsyncctl reads: timestamps are RFC 3339, and fields that a server may omit
 * are optional.
 */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** A manager's fields; `time` is that manager's last change, on the server's clock and to the second. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly time?: string;
  readonly subresource?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: ForeignText;
  readonly message?: ForeignText;
  readonly lastTransitionTime?: string;
}

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface Job extends KubeObject {
  readonly spec?: {
    readonly parallelism?: number;
    readonly backoffLimit?: number;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

export interface Container {
  readonly name: string;
  readonly image?: ForeignText;
  readonly command?: readonly ForeignText[];
  readonly args?: readonly ForeignText[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name: string; readonly optional?: boolean } }[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly ports?: readonly { readonly containerPort?: number; readonly hostPort?: number }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: ForeignText;
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: ForeignText;
  readonly readOnly?: boolean;
}

/** A pod's volume; only the types that volsyncctl uses are declared. */
export interface Volume {
  readonly name: string;
  readonly nfs?: { readonly server: ForeignText; readonly path: ForeignText; readonly readOnly?: boolean };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly [kind: string]: unknown;
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly hostname?: string;
  readonly schedulingGates?: readonly { readonly name: string }[];
  readonly hostNetwork?: boolean;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
  readonly affinity?: Readonly<Record<string, unknown>>;
  readonly restartPolicy?: 'Never' | 'OnFailure' | 'Always';
  readonly activeDeadlineSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly terminationGracePeriodSeconds?: number;
}

export interface Pod extends KubeObject {
  readonly spec?: PodSpec;
  readonly status?: {
    readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    readonly reason?: ForeignText;
    readonly message?: ForeignText;
    readonly startTime?: string;
    readonly hostIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: ForeignText; readonly message?: ForeignText };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: ContainerTermination;
  };
}

export interface ContainerTermination {
  readonly exitCode: number;
  readonly reason?: ForeignText;
  readonly message?: ForeignText;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface PersistentVolumeClaim extends KubeObject {
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly volumeMode?: 'Filesystem' | 'Block';
    readonly volumeName?: string;
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
    readonly dataSource?: DataSource;
    readonly dataSourceRef?: DataSource & { readonly namespace?: string };
  };
  readonly status?: {
    readonly phase?: 'Pending' | 'Bound' | 'Lost';
    readonly capacity?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Condition[];
  };
}

export interface DataSource {
  readonly apiGroup?: string | null;
  readonly kind: string;
  readonly name: string;
}

export interface VolumeSnapshot extends KubeObject {
  readonly spec?: {
    readonly volumeSnapshotClassName?: string;
    readonly source?: { readonly persistentVolumeClaimName?: string; readonly volumeSnapshotContentName?: string };
  };
  readonly status?: {
    readonly readyToUse?: boolean;
    readonly creationTime?: string;
    readonly restoreSize?: string;
    readonly boundVolumeSnapshotContentName?: string;
    readonly error?: { readonly time?: string; readonly message?: ForeignText };
  };
}

/** An event in `events.k8s.io/v1` form; VolSync 0.16 records with that API, older releases with core/v1. */
export interface KubeEvent extends KubeObject {
  readonly regarding?: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
  readonly type?: 'Normal' | 'Warning';
  readonly reason?: ForeignText;
  readonly note?: ForeignText;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedCount?: number;
  readonly reportingController?: string;
  /** For the kubelet: its node. */
  readonly reportingInstance?: string;
}

export interface Node extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** A Deployment, and the same fields of a ReplicaSet and a StatefulSet. */
export interface Deployment extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly replicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** An object that its controller ignores while `spec.suspend` is true: Flux's objects, and a CronJob. */
export interface Suspendable extends KubeObject {
  readonly spec?: { readonly suspend?: boolean };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
