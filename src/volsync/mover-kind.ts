import type { Replication } from './sync-state.ts';

/** The data mover. With `several` and `none`, VolSync does nothing but report an error. */
export type MoverKind = (typeof movers)[number] | 'external' | 'none' | 'several';

const movers = ['restic', 'rclone', 'rsync', 'rsyncTLS', 'syncthing', 'kopia'] as const;

/** The mover of an object, by the fields of its spec. As in VolSync, `external` plus another one counts as several. */
export function moverKind({ spec = {} }: Replication): MoverKind {
  const fields: Readonly<Record<string, unknown>> = { ...spec };
  const present = [...movers, 'external' as const].filter((mover) => (fields[mover] ?? undefined) !== undefined);
  const [first, ...others] = present;
  if (first === undefined) return 'none';
  return others.length === 0 ? first : 'several';
}
