import { crc32 } from 'node:zlib';

/** VolSync's own container in a mover's pod; others were injected. */
export const moverContainer = 'restic';

/** The label of everything that VolSync creates for movers; not a proof that VolSync created it. */
export const madeByVolSync = 'app.kubernetes.io/created-by=volsync';

/** The names of the objects that VolSync creates for one sync; they depend only on the object's name. */
export interface MoverNames {
  /** Its pods add five characters to it; shortened if it would be too long for a Job. */
  readonly job: string;
  /** The copy that the mover reads or fills; a source's VolumeSnapshot has the same name. */
  readonly temporaryPVC: string;
  readonly cachePVC: string;
}

/** Names for a ReplicationSource with restic or kopia; VolSync ≥ 0.13 (earlier versions name the cache differently). */
export function sourceNames(name: string): MoverNames {
  return {
    job: jobName('volsync-src-', name),
    temporaryPVC: `volsync-${name}-src`,
    cachePVC: `volsync-src-${name}-cache`,
  };
}

/** Names for a ReplicationDestination with restic or kopia. */
export function destinationNames(name: string): MoverNames {
  return {
    job: jobName('volsync-dst-', name),
    temporaryPVC: `volsync-${name}-dest`,
    cachePVC: `volsync-dst-${name}-cache`,
  };
}

/** VolSync ≥ 0.12 replaces a name that is too long with its CRC-32. */
function jobName(prefix: string, name: string): string {
  const full = prefix + name;
  return full.length > longestJobName ? prefix + crc32(name).toString(16).padStart(8, '0') : full;
}

const longestJobName = 63;
