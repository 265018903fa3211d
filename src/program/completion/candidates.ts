import type { Cluster, Resource } from '../../kubernetes/cluster.ts';
import type { KubeObject } from '../../kubernetes/objects.ts';
import type { CompletionCache } from '../../local-files/local-files.ts';

/** A possible word, and its meaning. */
export interface CompletionCandidate {
  readonly value: string;
  readonly meaning: string;
}

/** The sources of names; each may fail, and then there are none. */
export interface NameSources {
  cluster(): Promise<Pick<Cluster, 'list' | 'namespace' | 'server'>>;
  contexts(): Promise<readonly string[]>;
  completionCache(): Promise<CompletionCache>;
}

/** A word without a description. */
export function bare(value: string): CompletionCandidate {
  return { value, meaning: '' };
}

/** The names of the objects of a kind. */
export async function namesOf(
  cluster: Pick<Cluster, 'list'>,
  resource: Resource<KubeObject>,
  namespace?: string,
): Promise<readonly CompletionCandidate[]> {
  return (await cluster.list(resource, { namespace })).map(({ metadata }) => bare(metadata.name));
}
