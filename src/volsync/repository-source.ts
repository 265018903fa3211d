import { plainLine } from '../foreign-text.ts';
import type { Volume } from '../kubernetes/objects.ts';
import type { MountedVolume } from './probe-job.ts';
import type { MoverVolume, ReplicationSource } from './types.ts';

/** A repository of which only the Secret is known, and how a mover should access it. */
export interface BareRepository {
  readonly namespace: string;
  readonly secret: string;
  /** The user that restores, and so owns files whose owner cannot be restored; undefined leaves it to VolSync. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** The volume of a repository on a file system, if admission policies do not mount it. */
  readonly volume: MountedVolume | undefined;
  /** What movers with this Secret are known to mount; `volume` takes precedence. */
  readonly moverVolumes?: readonly MoverVolume[] | undefined;
}

/** The source that such a repository would have: it is in no cluster, and so has no UID. */
export function repositorySource(repository: BareRepository): ReplicationSource {
  const { namespace, secret, uid, gid, volume } = repository;
  const moverVolumes = volume === undefined ? (repository.moverVolumes ?? []) : [moverVolume(volume)];
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
        ...(moverVolumes.length > 0 && { moverVolumes }),
      },
    },
  };
}

/** Whether a source is such a repository. */
export function isBareRepository({ metadata }: ReplicationSource): boolean {
  return metadata.uid === undefined;
}

/** VolSync mounts `moverVolumes` below this folder and nowhere else. */
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

/** A set of volumes that movers with one Secret mount, as flags name it, and the sources that use it. */
export interface RepositoryVolumes {
  readonly volumes: readonly MoverVolume[];
  readonly words: string;
  readonly apps: readonly string[];
}

/** The different volumes that sources with this Secret give to their movers. */
export function repositoryVolumes(secret: string, sources: readonly ReplicationSource[]): readonly RepositoryVolumes[] {
  const users = sources.filter(({ spec }) => spec?.restic?.repository === secret);
  const groups = Map.groupBy(users, ({ spec }) => JSON.stringify(spec?.restic?.moverVolumes ?? []));
  return [...groups.values()].map((group) => {
    const volumes = group[0]?.spec?.restic?.moverVolumes ?? [];
    const apps = group.map(({ metadata }) => metadata.name);
    return { volumes, apps, words: volumes.length === 0 ? 'no volume' : volumes.map(wordsOf).join(' and ') };
  });
}

/** The argument of `--repository-volume`. */
function wordsOf({ mountPath, volumeSource }: MoverVolume): string {
  const { nfs, persistentVolumeClaim }: Volume = { name: '', ...volumeSource };
  const at = `@${moverMountRoot}${mountPath}`;
  if (nfs !== undefined) return `nfs:${plainLine(nfs.server)}:${plainLine(nfs.path)}${at}`;
  if (persistentVolumeClaim !== undefined) return `pvc:${persistentVolumeClaim.claimName}${at}`;
  return `another volume${at}`;
}
