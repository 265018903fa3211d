import { plain } from '../foreign-text.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';
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

/** A container's log as lines with their origin and time. */
export async function* logLines(
  cluster: Pick<Cluster, 'logs'>,
  { pod, container, isOneOfSeveral, ...request }: LogSource,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const { namespace = '', name } = pod.metadata;
  for await (const said of cluster.logs({ ...request, namespace, name, container, timestamps: true }, signal)) {
    const text = plain(said);
    // The kubelet's own messages, such as that it cannot read the log, have no timestamp.
    const [, time, line = text] = /^(\d{4}-\d\d-\d\dT\S+) (.*)$/s.exec(text) ?? [];
    yield { type: 'line', pod: name, container, time, line, isOneOfSeveral };
  }
}
