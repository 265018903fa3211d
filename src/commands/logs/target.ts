import type { LogTarget } from '../../mover/log-target.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { resolveApp } from '../../cli/app-names.ts';
import { oneApp } from '../../cli/selection.ts';

/** Reads `web`, `home/web`, `replicationdestination/web` and what `-o name` prints. */
export async function logTarget(
  word: string,
  options: Readonly<Record<string, unknown>> & { readonly destination?: true },
  cluster: Pick<Cluster, 'list' | 'namespace'>,
  signal: AbortSignal,
): Promise<LogTarget> {
  const [, kind, name] = /^replication(source|destination)s?(?:\.volsync\.backube)?\/(.*)$/.exec(word) ?? [];
  const isNamed = kind === 'destination' ? name : undefined;
  const app = await resolveApp(oneApp(isNamed ?? word, options), cluster, signal);
  const isDestination = kind === undefined ? options.destination === true : kind === 'destination';
  return { ...app, kind: isDestination ? 'destination' : 'source' };
}
