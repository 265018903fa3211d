import type { LogTarget } from '../../mover/log-target.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { appNamed, appOrAsked } from '../../cli/asked-apps.ts';
import type { LogsOptions } from './run.ts';
import type { Io } from '../../cli/io.ts';

/** Asks where nothing is named; reads `web`, `home/web`, `replicationdestination/web` and what `-o name` prints. */
export async function logTarget(
  word: string | undefined,
  options: Readonly<Record<string, unknown>> & Pick<LogsOptions, 'color' | 'destination' | 'namespace'>,
  cluster: Pick<Cluster, 'list' | 'namespace'>,
  io: Io,
): Promise<LogTarget> {
  const [, kind, name] = /^replication(source|destination)s?(?:\.volsync\.backube)?\/(.*)$/.exec(word ?? '') ?? [];
  const isNamed = kind === 'destination' ? name : undefined;
  const app = await appOrAsked(appNamed(isNamed ?? word, options), { io, cluster, options });
  const isDestination = kind === undefined ? options.destination === true : kind === 'destination';
  return { ...app, kind: isDestination ? 'destination' : 'source' };
}
