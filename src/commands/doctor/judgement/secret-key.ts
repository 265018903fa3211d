import type { Replication } from '../../../volsync/sync-state.ts';

/** The Secret that an object names; undefined if it names none. */
export function secretKey({ metadata, spec }: Replication): string | undefined {
  const name = spec?.restic?.repository ?? '';
  return name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}
