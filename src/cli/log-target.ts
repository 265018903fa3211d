import type { LogTarget } from '../operations/logs/target.ts';
import { selection, target } from './selection.ts';

/** Reads `web`, `home/web`, `replicationdestination/web` and what `-o name` prints. */
export function logTarget(
  word: string,
  options: Readonly<Record<string, unknown>> & { readonly destination?: true },
  defaultNamespace: string,
): LogTarget {
  const [, kind, name] = /^replication(source|destination)s?(?:\.volsync\.backube)?\/(.*)$/.exec(word) ?? [];
  const { apps } = target(selection([name ?? word], options, false), defaultNamespace);
  const [app] = apps ?? [];
  const isDestination = kind === undefined ? options.destination === true : kind === 'destination';
  return { namespace: app?.namespace ?? '', name: app?.name ?? '', kind: isDestination ? 'destination' : 'source' };
}
