import { isFailure, type Failure } from '../errors.ts';

/**
 * The answer for the first version of a kind that the API server serves; undefined if it is proven to serve none of
 * them. Throws like `ask`, and also if the kind may be served in a version that is not in this list.
 */
export async function firstServed<V extends { readonly version: string }, T>(
  versions: readonly V[],
  ask: (version: V) => Promise<T>,
): Promise<T | undefined> {
  let doubt: Failure | undefined;
  for (const each of versions) {
    try {
      return await ask(each);
    } catch (error) {
      if (!isUnserved(error, each.version)) throw error;
      if (
        error.kind === 'unknown' &&
        error.servedVersions?.some((served) => versions.every(({ version }) => version !== served))
      )
        doubt = error;
    }
  }
  if (doubt !== undefined) throw doubt;
  return undefined;
}

/** Whether the API server itself says that it does not serve the kind in this version. */
function isUnserved(error: unknown, version: string): error is Failure {
  if (!isFailure(error, 'not-found', 'unknown') || error.servedVersions === undefined) return false;
  return error.kind === 'not-found' || !error.servedVersions.includes(version);
}
