import type { MountedVolume } from './probe-job.ts';
import type { MoverVolume, ReplicationSource } from './types.ts';

/** A repository of which only the Secret is there, and how a mover is to work with it. */
export interface BareRepository {
  readonly namespace: string;
  readonly secret: string;
  /** Who restores, and so owns what is not restored with its owner; undefined leaves it to VolSync. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** Where a repository on a file system is, where admission policies do not mount it. */
  readonly volume: MountedVolume | undefined;
}

/** The source that such a repository would have: it is in no cluster, and so has no uid. */
export function repositorySource({ namespace, secret, uid, gid, volume }: BareRepository): ReplicationSource {
  const moverSecurityContext = {
    ...(uid !== undefined && { runAsUser: uid }),
    ...(gid !== undefined && { runAsGroup: gid, fsGroup: gid }),
  };
  return {
    metadata: { namespace, name: secret },
    spec: {
      restic: {
        repository: secret,
        ...(Object.keys(moverSecurityContext).length > 0 && { moverSecurityContext }),
        ...(volume !== undefined && { moverVolumes: [moverVolume(volume)] }),
      },
    },
  };
}

/** Whether a source is one of those. */
export function isBareRepository({ metadata }: ReplicationSource): boolean {
  return metadata.uid === undefined;
}

/** VolSync mounts what is given to its movers below this folder, and nowhere else. */
export const moverMountRoot = '/mnt/';

/** Not read-only: a mover locks the repository. */
function moverVolume({ volume, mount }: MountedVolume): MoverVolume {
  const { nfs, persistentVolumeClaim } = volume;
  return {
    mountPath: mount.mountPath.slice(moverMountRoot.length),
    volumeSource: {
      ...(nfs !== undefined && { nfs: { server: nfs.server, path: nfs.path } }),
      ...(persistentVolumeClaim !== undefined && {
        persistentVolumeClaim: { claimName: persistentVolumeClaim.claimName },
      }),
    },
  };
}
