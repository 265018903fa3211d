import { createHash, randomBytes } from 'node:crypto';
import type { Creator, CreatorState } from '../creator.ts';

/** This run of volsyncctl, and the state of other runs. */
export interface Creators {
  creator(): Creator;
  creatorStateOf(creator: Creator): CreatorState;
  /** The user's UID; undefined on Windows. */
  readonly uid: number | undefined;
}

/**
 * The name of an incomplete file: short enough to fit next to a name of any length. It identifies its creator by
 * process, start time and a digest of the machine.
 */
export function partName(creators: Creators | undefined): string {
  const random = randomBytes(6).toString('hex');
  const creator = creators?.creator();
  if (creator === undefined) return `.volsyncctl-${random}.part`;
  const { machine, start } = placeOf(creator);
  return `.volsyncctl-${creator.pid}-${start}-${machine}-${random}.part`;
}

/** Whether a file of this name was left by a run of volsyncctl on this machine that has ended. */
export function isLeftOver(name: string, creators: Creators | undefined): boolean {
  const [, pid, start, machine] =
    /^\.volsyncctl-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-[0-9a-f]{12}\.part$/.exec(name) ?? [];
  if (pid === undefined || creators === undefined) return false;
  const own = creators.creator();
  if (machine !== placeOf(own).machine) return false;
  const place = own.place === undefined ? undefined : own.place.replace(/\S+$/, start ?? '');
  return creators.creatorStateOf({ hostname: own.hostname, pid: Number(pid), place }) === 'gone';
}

/** A place consists of the machine's boot and PID namespace, and the start of the process. */
function placeOf({ hostname, place = '' }: Creator): { readonly machine: string; readonly start: string } {
  const [, where = '', start = '0'] = /^(.*) (\S+)$/.exec(place) ?? [];
  const machine = createHash('sha256').update(`${hostname}\0${where}`).digest('hex').slice(0, 12);
  return { machine, start };
}
