/** The properties of an application. All have a default; see `appDefaults`. */
export interface AppOptions {
  /** Name of the Deployment, the PVC and the ReplicationSource. */
  readonly name: string;
  readonly namespace: string;
  /** The size of the PVC, a quantity. */
  readonly size: string;
  readonly storageClass: string;
  /** How many missing files the application writes; 0 for a volume that stays empty. */
  readonly files: number;
  readonly bytesPerFile: number;
  readonly copyMethod: 'Snapshot' | 'Clone' | 'Direct';
  /** A cron expression, or null for a source that only a manual tag starts. */
  readonly schedule: string | null;
  /** The tag of the first sync if there is no schedule. */
  readonly manual: string;
  /** Whether the bootstrap destination fills the PVC; otherwise it starts empty and no destination is created. */
  readonly bootstrap: boolean;
  /** RESTIC_REPOSITORY, as seen by the mover. */
  readonly repository: string;
  readonly password: string;
  /** Common fields of source and destination for reaching the repository: `customCA`, `moverVolumes`. */
  readonly reach: object;
  /** A merge patch for the ReplicationSource's spec; null removes a field. For sources that are wrong on purpose. */
  readonly source: object;
  /** The kind of the workload. */
  readonly workload: 'Deployment' | 'StatefulSet';
  /** Whether a HorizontalPodAutoscaler with one to three replicas exists; without metrics it leaves them unchanged. */
  readonly autoscaler: boolean;
}

/** An application with the defaults of the runbook's component. */
export function appDefaults(name: string, namespace: string): AppOptions {
  return {
    name,
    namespace,
    size: '1Gi',
    storageClass: 'ceph-block',
    files: 3,
    bytesPerFile: 1024,
    copyMethod: 'Snapshot',
    schedule: '0 * * * *',
    manual: 'first',
    bootstrap: true,
    repository: `/repository/${namespace}-${name}`,
    password: `password-of-${namespace}-${name}`,
    reach: {},
    source: {},
    workload: 'Deployment',
    autoscaler: false,
  };
}

/** The user and group that applications and movers run as. */
export const appUser = 4000;

/** The name of the Secret with the repository's address and password. */
export function secretName(app: string): string {
  return `${app}-volsync-secret`;
}

/** The name of the destination that fills the PVC when the application is created. */
export function bootstrapName(app: string): string {
  return `${app}-bootstrap`;
}
