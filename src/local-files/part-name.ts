import { createHash, randomBytes } from 'node:crypto';
import type { Creator, CreatorState } from '../creator.ts';

/** This run of volsyncctl, and the state of other runs. */
export interface Creators {
  maker(): Creator;
  fateOf(maker: Creator): CreatorState;
  /** The user's UID; undefined on Windows. */
  readonly uid: number | undefined;
}

/**
 * The name of an incomplete file: short enough to fit next to a name of any length. It identifies its creator by
 * process, start time and a digest of the machine.
 */
export function partName(makers: Creators | undefined): string {
  const random = randomBytes(6).toString('hex');
  const maker = makers?.maker();
  if (maker === undefined) return `.volsyncctl-${random}.part`;
  const { machine, start } = placeOf(maker);
  return `.volsyncctl-${maker.pid}-${start}-${machine}-${random}.part`;
}

/** Whether a file of this name was left by a run of volsyncctl on this machine that has ended. */
export function isLeftOver(name: string, makers: Creators | undefined): boolean {
  const [, pid, start, machine] =
    /^\.volsyncctl-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-[0-9a-f]{12}\.part$/.exec(name) ?? [];
  if (pid === undefined || makers === undefined) return false;
  const own = makers.maker();
  if (machine !== placeOf(own).machine) return false;
  const place = own.place === undefined ? undefined : own.place.replace(/\S+$/, start ?? '');
  return makers.fateOf({ hostname: own.hostname, pid: Number(pid), place }) === 'gone';
}

/** A place consists of the machine's boot and PID namespace, and the start of the process. */
function placeOf({ hostname, place = '' }: Creator): { readonly machine: string; readonly start: string } {
  const [, where = '', start = '0'] = /^(.*) (\S+)$/.exec(place) ?? [];
  const machine = createHash('sha256').update(`${hostname}\0${where}`).digest('hex').slice(0, 12);
  return { machine, start };
}
