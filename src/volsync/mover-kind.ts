import type { ReplicationDestination, ReplicationSource } from './types.ts';

const movers = ['restic', 'rclone', 'rsync', 'rsyncTLS', 'syncthing', 'kopia'] as const;

/** The one mover that is set, or why there is none that VolSync would run; `kopia` exists in a fork only. */
export type MoverKind = (typeof movers)[number] | 'external' | 'none' | 'several';

/** Which mover a source or destination has: VolSync runs it only where exactly one is set. */
export function moverKind({ spec }: ReplicationSource | ReplicationDestination): MoverKind {
  const set: Readonly<Partial<Record<(typeof movers)[number], object>>> = spec ?? {};
  const [first, ...others] = movers.filter((mover) => set[mover] !== undefined);
  const isExternal = spec?.external !== undefined;
  if (first === undefined) return isExternal ? 'external' : 'none';
  return others.length > 0 || isExternal ? 'several' : first;
}
