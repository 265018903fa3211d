import type { Replication } from './sync-state.ts';

/** What moves the data. `several`, `none`: VolSync does nothing for the object but report an error. */
export type MoverKind = (typeof movers)[number] | 'external' | 'none' | 'several';

const movers = ['restic', 'rclone', 'rsync', 'rsyncTLS', 'syncthing', 'kopia'] as const;

/** Which mover an object has, by the fields of its spec. `external` beside another one counts as several, as in VolSync. */
export function moverKind({ spec = {} }: Replication): MoverKind {
  const fields: Readonly<Record<string, unknown>> = { ...spec };
  const present = [...movers, 'external' as const].filter((mover) => (fields[mover] ?? undefined) !== undefined);
  const [first, ...others] = present;
  if (first === undefined) return 'none';
  return others.length === 0 ? first : 'several';
}
