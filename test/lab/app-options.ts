/** What an application is like. Everything has a value; see `appDefaults`. */
export interface AppOptions {
  /** Names the Deployment, the PVC and the ReplicationSource. */
  readonly name: string;
  readonly namespace: string;
  /** The size of the PVC, a quantity. */
  readonly size: string;
  readonly storageClass: string;
  /** How many files the application writes where they are not there yet; 0 for a volume that stays empty. */
  readonly files: number;
  readonly bytesPerFile: number;
  readonly copyMethod: 'Snapshot' | 'Clone' | 'Direct';
  /** A cron expression, or null for a source that only a manual tag starts. */
  readonly schedule: string | null;
  /** The tag of the first sync where there is no schedule. */
  readonly manual: string;
  /** Whether the PVC waits for the bootstrap destination to restore; otherwise it starts empty and no destination is made. */
  readonly bootstrap: boolean;
  /** RESTIC_REPOSITORY, as the mover sees it. */
  readonly repository: string;
  readonly password: string;
  /** What source and destination say alike of the way to the repository: `customCA`, `moverVolumes`. */
  readonly reach: object;
  /** A merge patch on the ReplicationSource's spec; null removes a field. For sources that are wrong on purpose. */
  readonly source: object;
  /** What runs the application. */
  readonly workload: 'Deployment' | 'StatefulSet';
  /** Whether a HorizontalPodAutoscaler says how many replicas there are, from one to three; without metrics it leaves them. */
  readonly autoscaler: boolean;
}

/** An application as the runbook's component makes it. */
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

/** The name of the destination that fills the PVC when the application is made. */
export function bootstrapName(app: string): string {
  return `${app}-bootstrap`;
}
