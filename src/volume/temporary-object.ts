import { isFailure } from '../errors.ts';
import type { NewObject, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import { shellCommand } from '../shell-command.ts';

/** A temporary object that was created, or may have been. */
interface Made {
  readonly resource: Resource<KubeObject>;
  readonly key: ObjectKey;
}

type TemporaryObjectPorts = Omit<Context<'create' | 'delete', HelperPodEvent>, 'now' | 'sleep'>;

/** How long removal is attempted. */
const removalMs = 45_000;

/**
 * Temporary objects, removed in reverse order; with `isKept` they stay, and the commands that remove them are reported.
 */
export class TemporaryObjects implements AsyncDisposable {
  readonly #made: Made[] = [];
  readonly #ports: TemporaryObjectPorts;
  readonly #isKept: boolean;

  constructor(ports: TemporaryObjectPorts, isKept = false) {
    this.#ports = ports;
    this.#isKept = isKept;
  }

  /** Creates an object; it is also removed if the server's answer was lost. */
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
      // An object that the server refused was not created; if the answer was lost, it may have been.
      if (!isFailure(error, 'refused', 'forbidden', 'not-found')) this.adopt({ resource, key: { namespace, name } });
      throw error;
    }
  }

  /** Takes over an object that an earlier run created. */
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

/** Without the operator's signal: it is removed after Ctrl-C as well. */
async function remove({ resource, key }: Made, ports: TemporaryObjectPorts): Promise<void> {
  try {
    await ports.cluster.delete(resource, key, {}, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    reportLeftover({ resource, key }, error.message, ports);
  }
}

/** The object stays; reports the command that removes it. */
function reportLeftover({ resource, key }: Made, why: string, ports: Pick<TemporaryObjectPorts, 'report'>): void {
  const { namespace, name } = key;
  const hint = shellCommand`kubectl delete ${resource.kind.toLowerCase()} ${name} -n ${namespace}`;
  ports.report({ type: 'left', what: `${resource.kind} ${namespace}/${name}`, why, hint });
}
