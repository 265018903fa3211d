import type { PlannedFile } from './restore-steps.ts';

/** The user that writes to the volume, as reported by the pod. */
export interface PodUser {
  readonly uid: number;
  /** All of its groups. */
  readonly gids: readonly number[];
  /** It may change owner and group. */
  readonly mayChown: boolean;
  /** It may set mode and times of files of others. */
  readonly mayChangeOthers: boolean;
}

/** Linux capabilities, by bit number. */
const [chown, fowner] = [0, 3];

/** Parses the line `user`. Throws if it is malformed. */
export function readPodUser([uid = '', gids = '', capabilities = '']: readonly string[]): PodUser {
  const bits = /^[0-9a-f]+$/.test(capabilities) ? BigInt(`0x${capabilities}`) : undefined;
  if (!/^\d+$/.test(uid) || !/^\d+(,\d+)*$/.test(gids) || bits === undefined) {
    throw new Error('who the pod runs as was not understood');
  }
  const has = (bit: number) => ((bits >> BigInt(bit)) & 1n) === 1n;
  return { uid: Number(uid), gids: gids.split(',').map(Number), mayChown: has(chown), mayChangeOthers: has(fowner) };
}

/** The paths whose owner, mode or time this user cannot set as in the snapshot. */
export function notToBeKept(files: readonly PlannedFile[], user: PodUser): readonly PlannedFile[] {
  return files.filter(({ action, inVolume, inSnapshot }) => {
    const has = action === 'attributes' ? inVolume : undefined;
    const mayGive = user.mayChown || (inSnapshot.uid === user.uid && user.gids.includes(inSnapshot.gid));
    const isOwner = has === undefined || user.mayChangeOthers || has.uid === user.uid;
    const isSameOwner = has?.uid === inSnapshot.uid && has.gid === inSnapshot.gid;
    return !isOwner || !(mayGive || isSameOwner);
  });
}
