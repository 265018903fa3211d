import type { ReplicationSource } from './types.ts';

/** The source in a PVC's namespace that backs it up; undefined if there is none, or more than one. */
export function onlySourceOf(claim: string, sources: readonly ReplicationSource[]): ReplicationSource | undefined {
  const [only, ...others] = sources.filter(({ spec }) => spec?.sourcePVC === claim);
  return others.length === 0 ? only : undefined;
}
