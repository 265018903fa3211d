import { isFailure } from '../errors.ts';
import type { Cluster, JsonPatchStep, ObjectKey, Resource } from './cluster.ts';
import type { KubeObject } from './objects.ts';

/** An object after `changeObject`, and whether that changed it. */
export interface Changed<T> {
  readonly object: T;
  readonly isChanged: boolean;
}

/** The maximum number of attempts after conflicts. */
const tries = 8;

/**
 * Changes an object as `decide` says for the version it was given, and only if the object is still at that version.
 * Undefined if the object does not exist.
 */
export async function changeObject<T extends KubeObject>(
  resource: Resource<T>,
  key: ObjectKey,
  decide: (object: T) => readonly JsonPatchStep[],
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'find' | 'patch'>; readonly signal: AbortSignal },
): Promise<Changed<T> | undefined> {
  let declined: { readonly version: string | undefined; readonly failure: Error } | undefined;
  for (let left = tries; ; left -= 1) {
    const object = await cluster.find(resource, key, signal);
    if (object === undefined) return undefined;
    const { resourceVersion: version } = object.metadata;
    const steps = decide(object);
    if (steps.length === 0) return { object, isChanged: false };
    // If the object is unchanged, the refusal is about the change itself.
    if (declined !== undefined && (declined.version === version || left <= 0)) throw declined.failure;
    const isAsSeen: JsonPatchStep = { op: 'test', path: '/metadata/resourceVersion', value: version };
    try {
      return { object: await cluster.patch(resource, key, [isAsSeen, ...steps], {}, signal), isChanged: true };
    } catch (error) {
      if (isFailure(error, 'not-found')) return undefined;
      if (!isFailure(error, 'refused')) throw error;
      declined = { version, failure: error };
    }
  }
}
