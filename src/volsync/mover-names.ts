import { crc32 } from 'node:zlib';

/** VolSync's own container in a mover's pod; others were put there by somebody else. */
export const moverContainer = 'restic';

/** The label of everything that VolSync makes for movers; no proof of who made it. */
export const madeByVolSync = 'app.kubernetes.io/created-by=volsync';

/** The names of what VolSync makes for one sync; they follow from the object's name alone. */
export interface MoverNames {
  /** Its pods add five characters; shortened where it would be longer than a Job may be. */
  readonly job: string;
  /** The copy that the mover reads or fills; a source's VolumeSnapshot has the same name. */
  readonly temporaryPVC: string;
  readonly cachePVC: string;
}

/** Names for a ReplicationSource with restic (or kopia); VolSync ≥ 0.13 (before, the cache's name was another). */
export function sourceNames(name: string): MoverNames {
  return {
    job: jobName('volsync-src-', name),
    temporaryPVC: `volsync-${name}-src`,
    cachePVC: `volsync-src-${name}-cache`,
  };
}

/** Names for a ReplicationDestination with restic (or kopia). */
export function destinationNames(name: string): MoverNames {
  return {
    job: jobName('volsync-dst-', name),
    temporaryPVC: `volsync-${name}-dest`,
    cachePVC: `volsync-dst-${name}-cache`,
  };
}

/** VolSync ≥ 0.12 puts the CRC-32 of the object's name in the place of a name that is too long. */
function jobName(prefix: string, name: string): string {
  const full = prefix + name;
  return full.length > longestJobName ? prefix + crc32(name).toString(16).padStart(8, '0') : full;
}

const longestJobName = 63;
