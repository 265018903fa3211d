import type { Container, PodSpec } from '../kubernetes/objects.ts';
import { onNode, volumeRoot } from '../volsync/volume-pod.ts';

/** Where the lists of all files are sorted. */
export const scratchRoot = '/scratch';

export interface ComparisonPod {
  /** A pod that reaches the repository as its mover does. */
  readonly repository: PodSpec;
  readonly claim: string;
  /** The node that has the volume, where only one may; undefined for any. */
  readonly node: string | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly resources: Container['resources'] | undefined;
}

/** The same pod with the volume, read-only twice over, and a place for lists. */
export function comparisonPod({ repository, claim, node, uid, gid, resources }: ComparisonPod): PodSpec {
  const { containers = [], volumes = [], securityContext, ...rest } = repository;
  const context = withoutFsGroup(securityContext);
  return {
    ...rest,
    ...(context && { securityContext: context }),
    ...(node !== undefined && onNode(node)),
    containers: containers.map(({ volumeMounts = [], securityContext: own, ...container }) => ({
      ...container,
      ...(resources && { resources }),
      securityContext: {
        ...own,
        ...(uid !== undefined && userOf(uid)),
        ...(gid !== undefined && { runAsGroup: gid }),
      },
      volumeMounts: [
        ...volumeMounts,
        { name: 'data', mountPath: volumeRoot, readOnly: true },
        { name: 'scratch', mountPath: scratchRoot },
      ],
    })),
    volumes: [
      ...volumes,
      { name: 'data', persistentVolumeClaim: { claimName: claim, readOnly: true } },
      { name: 'scratch', emptyDir: { sizeLimit: '8Gi' } },
    ],
  };
}

/** Root without its reach could read less than the owner of the files. */
function userOf(uid: number): NonNullable<Container['securityContext']> {
  return uid === 0
    ? { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } }
    : { runAsUser: uid, runAsNonRoot: true };
}

/** What belongs to that group can be read by it, and nothing is given to it: Kubernetes would change the volume's files. */
function withoutFsGroup(context: PodSpec['securityContext']): PodSpec['securityContext'] {
  if (typeof context?.['fsGroup'] !== 'number') return context;
  const others = Object.entries(context).filter(([field]) => field !== 'fsGroup' && field !== 'fsGroupChangePolicy');
  const groups = context['supplementalGroups'];
  const supplementalGroups = [...(Array.isArray(groups) ? (groups as readonly number[]) : []), context['fsGroup']];
  return { ...Object.fromEntries(others), supplementalGroups };
}
