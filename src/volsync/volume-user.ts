import type { Container, Pod, PodSpec } from '../kubernetes/objects.ts';
import type { ReplicationSource } from './types.ts';

/** The user that reads a volume, and where that choice comes from. */
export interface VolumeUser {
  readonly uid: number;
  readonly gid: number | undefined;
  /** Supplementary groups: files of the volume's `fsGroup` can be read through them without changing anything. */
  readonly groups: readonly number[];
  readonly from: 'flag' | 'mover' | 'pod' | 'default';
}

/** The user that can most likely read a volume: the mover's, else that of a pod with the volume, else nobody. */
export function volumeUser(
  source: ReplicationSource | undefined,
  pods: readonly Pod[],
  claim: string,
  chosen: { readonly uid: number | undefined; readonly gid: number | undefined },
): VolumeUser {
  const found = ofMover(source) ?? pods.map((pod) => ofPod(pod, claim)).find((user) => user !== undefined) ?? nobody;
  if (chosen.uid === undefined && chosen.gid === undefined) return found;
  return {
    ...found,
    uid: chosen.uid ?? found.uid,
    gid: chosen.gid ?? (chosen.uid === undefined ? found.gid : undefined),
    from: 'flag',
  };
}

/** The pods that mount a PVC and have not ended. */
export function podsWithClaim(pods: readonly Pod[], claim: string): readonly Pod[] {
  return pods.filter(
    ({ spec, status }) =>
      status?.phase !== 'Succeeded' && status?.phase !== 'Failed' && volumeOf(spec, claim) !== undefined,
  );
}

/** By convention the user that owns nothing. */
const nobody: VolumeUser = { uid: 65534, gid: 65534, groups: [], from: 'default' };

function ofMover(source: ReplicationSource | undefined): VolumeUser | undefined {
  const context = source?.spec?.restic?.moverSecurityContext;
  return userOf([context], 'mover');
}

function ofPod({ spec = {} }: Pod, claim: string): VolumeUser | undefined {
  const volume = volumeOf(spec, claim);
  const container = spec.containers?.find(({ volumeMounts = [] }: Container) =>
    volumeMounts.some(({ name }) => name === volume?.name),
  );
  return volume && userOf([container?.securityContext, spec.securityContext], 'pod');
}

function volumeOf(spec: PodSpec | undefined, claim: string) {
  return spec?.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
}

type Context = Readonly<Record<string, unknown>> | undefined;

/** Root is not used: without its capabilities it could read less than the files' owner. */
function userOf(contexts: readonly Context[], from: 'mover' | 'pod'): VolumeUser | undefined {
  const field = (name: string) => contexts.map((context) => context?.[name]).find((value) => typeof value === 'number');
  const uid = field('runAsUser');
  if (uid === undefined || uid === 0) return undefined;
  const groups = contexts.flatMap((context) => context?.['supplementalGroups'] ?? []);
  const more = [field('fsGroup'), ...groups].filter((group) => typeof group === 'number');
  return { uid, gid: field('runAsGroup'), groups: [...new Set(more)], from };
}
