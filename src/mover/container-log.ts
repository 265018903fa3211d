import { rawText } from '../foreign-text.ts';
import { isFailure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';

/** The log of a container that has ended (or its last lines), or the sentence that says why it cannot be read. */
export async function containerLog(
  pod: Pod,
  container: string,
  ports: { readonly cluster: Pick<Cluster, 'logs'>; readonly signal: AbortSignal },
  tailLines?: number,
): Promise<readonly string[] | string> {
  const { namespace = '', name } = pod.metadata;
  const lines: string[] = [];
  try {
    const request = { namespace, name, container, ...(tailLines === undefined ? {} : { tailLines }) };
    for await (const line of ports.cluster.logs(request, ports.signal)) lines.push(rawText(line));
    return lines;
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return error.message;
  }
}
