/** Something answered, but not as an API server does; `message` goes on from `is none: `. */
export class NotKubernetesError extends Error {
  override readonly name = 'NotKubernetesError';
}

/** A success that is not the one that was asked for. */
export function noJson(body: string): NotKubernetesError {
  return new NotKubernetesError(`the answer is no JSON, it begins with: ${firstLine(body)}`);
}

/** A success that is JSON, but not the list that was asked for. */
export function noList(why: string, plural: string): NotKubernetesError {
  return new NotKubernetesError(`the answer is no list of ${plural}: ${why}`);
}

/** The same of a request for a WebSocket. */
export function noWebSocket(body: string): NotKubernetesError {
  return new NotKubernetesError(`the answer is no WebSocket, it begins with: ${firstLine(body)}`);
}

function firstLine(body: string): string {
  return body.trimStart().slice(0, 60).split('\n')[0] ?? '';
}
