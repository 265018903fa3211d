import type { ForeignText } from '../foreign-text.ts';
import type { NewObject } from '../kubernetes/cluster.ts';
import type { Job, PodSpec, Volume, VolumeMount } from '../kubernetes/objects.ts';
import { sourceNames } from './mover-names.ts';
import type { MoverVolume, ReplicationSource } from './types.ts';

const createdBy = { 'app.kubernetes.io/created-by': 'volsync' } as const;

/** The volumes that every restic mover has, which never hold the repository. */
const ownVolumes: ReadonlySet<string> = new Set(['data', 'cache', 'tempdir', 'custom-ca', 'gcs-credentials']);

/**
 * A Job as VolSync creates it for a source, for a server-side dry run only: admission policies that inject the
 * repository's volume into movers then show what they inject. Policies may match names, labels, volumes and containers,
 * so these equal VolSync's.
 */
export function probeJob({ metadata, spec = {} }: ReplicationSource, image: ForeignText): NewObject<Job> {
  const { name, namespace = '' } = metadata;
  const { restic = {} } = spec;
  const names = sourceNames(name);
  const moverVolumes = restic.moverVolumes ?? [];
  const pod: PodSpec = {
    restartPolicy: 'Never',
    serviceAccountName: restic.moverServiceAccount ?? `volsync-src-${name}`,
    ...(restic.moverSecurityContext && { securityContext: restic.moverSecurityContext }),
    ...(restic.moverAffinity && { affinity: restic.moverAffinity }),
    containers: [
      {
        name: 'restic',
        image,
        command: ['/mover-restic/entry.sh'],
        args: ['backup'],
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'cache', mountPath: '/cache' },
          { name: 'tempdir', mountPath: '/tmp' },
          ...moverVolumes.map(moverMount),
        ],
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: names.temporaryPVC } },
      { name: 'cache', persistentVolumeClaim: { claimName: names.cachePVC } },
      { name: 'tempdir', emptyDir: { medium: 'Memory' } },
      ...moverVolumes.map((volume) => ({ name: moverMount(volume).name, ...volume.volumeSource })),
    ],
  };
  return {
    metadata: { namespace, name: names.job, labels: createdBy },
    spec: {
      backoffLimit: 8,
      parallelism: spec.paused === true ? 0 : 1,
      template: { metadata: { labels: { ...restic.moverPodLabels, ...createdBy } }, spec: pod },
    },
  };
}

/** A volume and its mount path. */
export interface MountedVolume {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** The volumes of a mover's Job that may hold the repository: all but those that every mover has. */
export function extraVolumes(job: Pick<Job, 'spec'>): readonly MountedVolume[] {
  const { containers = [], volumes = [] } = job.spec?.template?.spec ?? {};
  const mounts = containers[0]?.volumeMounts ?? [];
  return mounts
    .filter(({ name }) => !ownVolumes.has(name))
    .flatMap((mount) => {
      const volume = volumes.find(({ name }) => name === mount.name);
      return volume === undefined ? [] : [{ volume, mount }];
    });
}

/** VolSync names the volume after its path, and mounts it below /mnt. */
function moverMount({ mountPath }: MoverVolume): VolumeMount {
  return { name: `u-${mountPath.replaceAll('/', '-')}`, mountPath: `/mnt/${mountPath}` };
}
