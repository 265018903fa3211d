import { createHash, randomBytes } from 'node:crypto';
import type { Creator, CreatorState } from '../creator.ts';

/** Which run of volsyncctl this is, and what has become of others. */
export interface Creators {
  maker(): Creator;
  fateOf(maker: Creator): CreatorState;
  /** The user's; undefined on Windows. */
  readonly uid: number | undefined;
}

/**
 * The name of what is not whole yet: short, so that it fits beside a name of any length. It says whose it is: the process, its
 * start, and a digest of the machine.
 */
export function partName(makers: Creators | undefined): string {
  const random = randomBytes(6).toString('hex');
  const maker = makers?.maker();
  if (maker === undefined) return `.volsyncctl-${random}.part`;
  const { machine, start } = placeOf(maker);
  return `.volsyncctl-${maker.pid}-${start}-${machine}-${random}.part`;
}

/** Whether what has this name was left by a run of volsyncctl on this machine that is no more. */
export function isLeftOver(name: string, makers: Creators | undefined): boolean {
  const [, pid, start, machine] =
    /^\.volsyncctl-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-[0-9a-f]{12}\.part$/.exec(name) ?? [];
  if (pid === undefined || makers === undefined) return false;
  const own = makers.maker();
  if (machine !== placeOf(own).machine) return false;
  const place = own.place === undefined ? undefined : own.place.replace(/\S+$/, start ?? '');
  return makers.fateOf({ hostname: own.hostname, pid: Number(pid), place }) === 'gone';
}

/** A place is the machine's boot and processes, and then the start of the process. */
function placeOf({ hostname, place = '' }: Creator): { readonly machine: string; readonly start: string } {
  const [, where = '', start = '0'] = /^(.*) (\S+)$/.exec(place) ?? [];
  const machine = createHash('sha256').update(`${hostname}\0${where}`).digest('hex').slice(0, 12);
  return { machine, start };
}
