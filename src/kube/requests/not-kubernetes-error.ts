/** Something answered with success, but not as an API server does. */
export class NotKubernetesError extends Error {
  override readonly name = 'NotKubernetesError';

  constructor(body: string) {
    super(`the answer is no JSON, it begins with: ${body.trimStart().slice(0, 60).split('\n')[0] ?? ''}`);
  }
}
