import { isFailure } from '../errors.ts';
import type { Cluster, NewObject, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';

/** An object that has been made for a while, or may have been. */
export interface Made {
  readonly resource: Resource<KubeObject>;
  readonly key: ObjectKey;
}

/** How long it is tried to remove what was made. */
const removalMs = 15_000;

/** Makes an object and puts it on the list of what is to be removed: also where its answer was lost. */
export async function create<T extends KubeObject>(
  resource: Resource<T>,
  object: NewObject<T> & { readonly metadata: ObjectKey },
  made: Made[],
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'create'>; readonly signal: AbortSignal },
): Promise<T> {
  const { namespace, name } = object.metadata;
  try {
    const one = await cluster.create(resource, object, {}, signal);
    made.push({ resource, key: { namespace, name } });
    return one;
  } catch (error) {
    // What the server has declined it has not made; of a lost answer nothing is known.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) made.push({ resource, key: { namespace, name } });
    throw error;
  }
}

export interface TemporaryObjectPorts {
  readonly cluster: Pick<Cluster, 'delete'>;
  tell(news: HelperPodEvent): void;
}

/** Not with the operator's signal: also after Ctrl-C it has to go. */
export async function remove({ resource, key }: Made, ports: TemporaryObjectPorts): Promise<void> {
  try {
    await ports.cluster.delete(resource, key, {}, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    reportLeftover({ resource, key }, error.message, ports);
  }
}

/** It stays, with the command that removes it. */
export function reportLeftover({ resource, key }: Made, why: string, ports: Pick<TemporaryObjectPorts, 'tell'>): void {
  const { namespace, name } = key;
  const hint = `kubectl delete ${resource.kind.toLowerCase()} ${name} -n ${namespace}`;
  ports.tell({ type: 'left', what: `${resource.kind} ${namespace}/${name}`, why, hint });
}
