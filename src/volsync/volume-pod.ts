import type { Container, PodSpec } from '../kubernetes/objects.ts';
import type { VolumeUser } from './volume-user.ts';

/** Mount path of a volume in a helper pod: the same as in VolSync's movers. */
export const volumeRoot = '/data';

export interface VolumePod {
  readonly claim: string;
  readonly user: VolumeUser;
  /** The node of a volume that can be attached to only one; undefined for any. */
  readonly node: string | undefined;
  readonly image: string;
  readonly lifetimeMs: number;
  readonly resources: Container['resources'] | undefined;
}

/** A pod that holds a volume, read-only both as a volume and as a mount. It ends by itself. */
export function volumePod({ claim, user, node, image, lifetimeMs, resources }: VolumePod): PodSpec {
  return {
    securityContext: securityOf(user),
    ...(node !== undefined && onNode(node)),
    containers: [
      {
        name: 'volume',
        image,
        command: ['sleep', String(Math.ceil(lifetimeMs / 1000))],
        volumeMounts: [
          { name: 'data', mountPath: volumeRoot, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
        ...(user.uid === 0 && { securityContext: { capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } } }),
        ...(resources && { resources }),
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: claim, readOnly: true } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
  };
}

function securityOf({ uid, gid, groups }: VolumeUser): NonNullable<PodSpec['securityContext']> {
  return {
    runAsUser: uid,
    ...(gid !== undefined && { runAsGroup: gid }),
    ...(groups.length > 0 && { supplementalGroups: groups }),
    ...(uid !== 0 && { runAsNonRoot: true }),
  };
}

/** The scheduler still decides, so quotas and unsuitable nodes are respected; only taints are ignored. */
export function onNode(name: string): PodSpec {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [name] }];
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } },
    },
    tolerations: [{ operator: 'Exists' }],
  };
}
