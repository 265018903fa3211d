import type { Api } from './api.ts';
import { objectRequest, type ApiRequest } from './api-request.ts';
import type { LogRequest } from './cluster.ts';
import { linesOf } from './lines.ts';
import { resources } from './resources.ts';

/** The lines of a container's log. */
export async function* readLog(
  api: Api,
  log: LogRequest,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const response = await api.open(logRequest(log), signal);
  try {
    yield* linesOf(response);
  } finally {
    response.destroy();
  }
}

function logRequest({
  namespace,
  name,
  container,
  follow,
  timestamps,
  tailLines,
  sinceSeconds,
}: LogRequest): ApiRequest {
  const query = { container, follow, timestamps, tailLines, sinceSeconds };
  const request = objectRequest('GET', resources.pods, { namespace, name }, { query, subresource: 'log' });
  return { ...request, accept: '*/*' };
}
