import type { Container, PodSpec } from '../../../kubernetes/objects.ts';
import { containerSecurity, sharedPodSpec, type MoverEnvironment } from '../../../volsync/mover-environment.ts';

/** Mount paths of the two volumes. */
export const rollbackFolders = { copy: '/copy', live: '/data' } as const;

/** The name of its container. */
export const rollbackContainer = 'bring-back';

export interface RollbackPod {
  readonly environment: MoverEnvironment;
  /** The PVC that is read. */
  readonly copy: string;
  /** The PVC that is written to. */
  readonly live: string;
  readonly lifetimeMs: number;
  readonly resources?: Container['resources'] | undefined;
}

/**
 * A pod with a volume and its copy, read-only, that accesses the volume like VolSync's restoring mover: with its image,
 * user and capabilities. Only its fsGroup becomes an ordinary group: Kubernetes would change modes and groups of all
 * files for it.
 */
export function rollbackPod({ environment, copy, live, lifetimeMs, resources }: RollbackPod): PodSpec {
  const shared = sharedPodSpec(environment);
  return {
    ...shared,
    ...(shared.securityContext && { securityContext: withoutFsGroup(shared.securityContext) }),
    containers: [
      {
        name: rollbackContainer,
        image: environment.image,
        command: ['sleep', String(Math.ceil(lifetimeMs / 1000))],
        volumeMounts: [
          { name: 'live', mountPath: rollbackFolders.live },
          { name: 'copy', mountPath: rollbackFolders.copy, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
        securityContext: securityOf(environment),
        ...(resources && { resources }),
      },
    ],
    volumes: [
      { name: 'live', persistentVolumeClaim: { claimName: live } },
      { name: 'copy', persistentVolumeClaim: { claimName: copy, readOnly: true } },
      { name: 'tmp', emptyDir: { sizeLimit: '4Gi' } },
    ],
  };
}

/** A privileged mover restores ownership: it may change owners, and set modes and times of files of others. */
function securityOf(environment: MoverEnvironment): NonNullable<Container['securityContext']> {
  if (!environment.isPrivileged) return containerSecurity(environment);
  return { runAsUser: 0, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'] } };
}

function withoutFsGroup(context: NonNullable<PodSpec['securityContext']>): NonNullable<PodSpec['securityContext']> {
  const { fsGroup, supplementalGroups, ...rest } = context;
  const groups = [fsGroup, ...(Array.isArray(supplementalGroups) ? (supplementalGroups as unknown[]) : [])];
  const numbers = groups.filter((group) => typeof group === 'number');
  const kept = Object.entries(rest).filter(([field]) => field !== 'fsGroupChangePolicy');
  return { ...Object.fromEntries(kept), ...(numbers.length > 0 && { supplementalGroups: [...new Set(numbers)] }) };
}
