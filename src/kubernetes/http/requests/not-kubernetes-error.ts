/** Something other than an API server answered; `message` is the continuation of the sentence that says so. */
export class NotKubernetesError extends Error {
  override readonly name = 'NotKubernetesError';
}

/** A successful answer that is not the expected one. */
export function noJson(body: string): NotKubernetesError {
  return new NotKubernetesError(`its answer is not JSON and begins with: ${firstLine(body)}`);
}

/** A successful answer that is JSON, but not the expected list. */
export function noList(why: string, plural: string): NotKubernetesError {
  return new NotKubernetesError(`its answer is not a list of ${plural}: ${why}`);
}

/** The same for a WebSocket request. */
export function noWebSocket(body: string): NotKubernetesError {
  return new NotKubernetesError(`its answer is not a WebSocket handshake and begins with: ${firstLine(body)}`);
}

function firstLine(body: string): string {
  return body.trimStart().slice(0, 60).split('\n')[0] ?? '';
}
