import type { Cluster } from '../../kube/cluster.ts';
import type { Pod } from '../../kube/objects.ts';
import type { LogLine } from './log-event.ts';

/** Which log to read. */
export interface LogSource {
  readonly pod: Pod;
  readonly container: string;
  readonly isOneOfSeveral: boolean;
  readonly follow: boolean;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
}

/** A container's log as lines that know where and when they were said. */
export async function* logLines(
  cluster: Pick<Cluster, 'logs'>,
  { pod, container, isOneOfSeveral, ...request }: LogSource,
  signal: AbortSignal,
): AsyncGenerator<LogLine & { readonly time: string }, void, undefined> {
  const { namespace = '', name } = pod.metadata;
  for await (const text of cluster.logs({ ...request, namespace, name, container, timestamps: true }, signal)) {
    const space = text.indexOf(' ');
    const [time, line] = space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)];
    yield { type: 'line', pod: name, container, time, line, isOneOfSeveral };
  }
}
