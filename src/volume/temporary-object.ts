import { isFailure } from '../errors.ts';
import type { NewObject, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import { shellCommand } from '../shell-command.ts';

/** An object that has been made for a while, or may have been. */
interface Made {
  readonly resource: Resource<KubeObject>;
  readonly key: ObjectKey;
}

type TemporaryObjectPorts = Omit<Context<'create' | 'delete', HelperPodEvent>, 'now' | 'sleep'>;

/** How long it is tried to remove what was made. */
const removalMs = 15_000;

/** What is made for a while, and removed the other way round; with `isKept` it stays, with the commands that remove it. */
export class TemporaryObjects implements AsyncDisposable {
  readonly #made: Made[] = [];
  readonly #ports: TemporaryObjectPorts;
  readonly #isKept: boolean;

  constructor(ports: TemporaryObjectPorts, isKept = false) {
    this.#ports = ports;
    this.#isKept = isKept;
  }

  /** Makes an object; it is removed also where the answer was lost. */
  async create<T extends KubeObject>(
    resource: Resource<T>,
    object: NewObject<T> & { readonly metadata: ObjectKey },
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    const { cluster, signal } = this.#ports;
    try {
      const one = await cluster.create(resource, object, {}, signal);
      this.adopt({ resource, key: { namespace, name } });
      return one;
    } catch (error) {
      // What the server has declined it has not made; of a lost answer nothing is known.
      if (!isFailure(error, 'refused', 'forbidden', 'not-found')) this.adopt({ resource, key: { namespace, name } });
      throw error;
    }
  }

  /** Takes over what an earlier run has made. */
  adopt(made: Made): void {
    this.#made.push(made);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#made.toReversed()) {
      if (this.#isKept) reportLeftover(one, '--keep', this.#ports);
      else await remove(one, this.#ports);
    }
  }
}

/** Not with the operator's signal: also after Ctrl-C it has to go. */
async function remove({ resource, key }: Made, ports: TemporaryObjectPorts): Promise<void> {
  try {
    await ports.cluster.delete(resource, key, {}, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    reportLeftover({ resource, key }, error.message, ports);
  }
}

/** It stays, with the command that removes it. */
function reportLeftover({ resource, key }: Made, why: string, ports: Pick<TemporaryObjectPorts, 'report'>): void {
  const { namespace, name } = key;
  const hint = shellCommand`kubectl delete ${resource.kind.toLowerCase()} ${name} -n ${namespace}`;
  ports.report({ type: 'left', what: `${resource.kind} ${namespace}/${name}`, why, hint });
}
