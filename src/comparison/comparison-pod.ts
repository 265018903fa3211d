import type { Container, PodSpec } from '../kubernetes/objects.ts';
import { onNode, volumeRoot } from '../volsync/volume-pod.ts';

/** Where the lists of all files are sorted. */
export const scratchRoot = '/scratch';

export interface ComparisonPod {
  /** A pod that reaches the repository as its mover does. */
  readonly repository: PodSpec;
  readonly claim: string;
  /** The node of a volume that can be attached to only one; undefined for any. */
  readonly node: string | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly resources: Container['resources'] | undefined;
  /** The volume is written to, by the pod's programs and this first one; undefined for read-only. */
  readonly writer?: VolumeWriter | undefined;
}

/** What a pod that also writes to the volume needs. */
export interface VolumeWriter {
  /** The pod's first program: it cleans up when it is told to end. */
  readonly command: readonly string[];
  /** The time limit for that cleanup. */
  readonly graceSeconds: number;
}

/**
 * The same pod with the volume, read-only both as a volume and as a mount unless it is written to, and a scratch folder
 * for lists.
 */
export function comparisonPod({ repository, claim, node, uid, gid, resources, writer }: ComparisonPod): PodSpec {
  const readOnly = writer === undefined;
  const { containers = [], volumes = [], securityContext, ...rest } = repository;
  const context = withoutFsGroup(securityContext);
  return {
    ...rest,
    ...(context && { securityContext: context }),
    ...(node !== undefined && onNode(node)),
    ...(writer && { terminationGracePeriodSeconds: writer.graceSeconds }),
    containers: containers.map(({ volumeMounts = [], securityContext: own, ...container }) => ({
      ...container,
      ...(resources && { resources }),
      ...(writer && { command: writer.command }),
      securityContext: withReach(
        {
          ...own,
          ...(uid !== undefined && userOf(uid)),
          ...(gid !== undefined && { runAsGroup: gid }),
        },
        readOnly,
      ),
      volumeMounts: [
        ...volumeMounts,
        { name: 'data', mountPath: volumeRoot, readOnly },
        { name: 'scratch', mountPath: scratchRoot },
      ],
    })),
    volumes: [
      ...volumes,
      { name: 'data', persistentVolumeClaim: { claimName: claim, readOnly } },
      { name: 'scratch', emptyDir: { sizeLimit: '8Gi' } },
    ],
  };
}

/** Root without its capabilities could read less than the files' owner. */
function userOf(uid: number): NonNullable<Container['securityContext']> {
  return uid === 0
    ? { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } }
    : { runAsUser: uid, runAsNonRoot: true };
}

/** Root that writes also changes owners, modes and times. */
function withReach(
  context: NonNullable<Container['securityContext']>,
  readOnly: boolean,
): NonNullable<Container['securityContext']> {
  if (readOnly || context['runAsUser'] !== 0 || context['capabilities'] === undefined) return context;
  return { ...context, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'] } };
}

/**
 * The group is added without fsGroup: files of that group can be read, but Kubernetes does not change the volume's
 * files.
 */
function withoutFsGroup(context: PodSpec['securityContext']): PodSpec['securityContext'] {
  if (typeof context?.['fsGroup'] !== 'number') return context;
  const others = Object.entries(context).filter(([field]) => field !== 'fsGroup' && field !== 'fsGroupChangePolicy');
  const groups = context['supplementalGroups'];
  const supplementalGroups = [...(Array.isArray(groups) ? (groups as readonly number[]) : []), context['fsGroup']];
  return { ...Object.fromEntries(others), supplementalGroups };
}
