import type { ReplicationSource } from './types.ts';

/** The source that backs up a PVC, of those of its namespace; undefined where there is none, or more than one. */
export function onlySourceOf(claim: string, sources: readonly ReplicationSource[]): ReplicationSource | undefined {
  const [only, ...others] = sources.filter(({ spec }) => spec?.sourcePVC === claim);
  return others.length === 0 ? only : undefined;
}
