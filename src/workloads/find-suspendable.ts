import { isFailure } from '../errors.ts';
import type { Access } from '../errors.ts';
import type { KubeObject, Suspendable } from '../kubernetes/objects.ts';
import { suspendableKinds, suspendedObject } from '../volsync/suspendable-kinds.ts';
import type { Kinded } from '../volsync/claim-workloads.ts';
import { fluxName, fluxOwners, fluxOwnersToSuspend, isSame, type FluxOwner } from '../volsync/flux-owners.ts';
import type { SuspendedObject } from '../volsync/restore-journal.ts';
import type { WorkloadPorts } from './ports.ts';
import { shellCommand } from '../shell-command.ts';

/** What would revert the changes of a restore. */
export interface FoundSuspendable {
  /** In the order of suspension: an object that applies another one comes first. */
  readonly holds: readonly SuspendedObject[];
  /** The same objects as in the cluster: whatever applies one of them may resume it. */
  readonly objects: readonly Kinded[];
  readonly refusals: readonly string[];
  /** Rights that are needed to know what would interfere with the restore. */
  readonly missingRights: readonly Access[];
}

/** Finds the Flux objects that apply any of these objects, in any namespace, and those that would resume them. */
export async function findSuspendable(
  objects: readonly Kinded[],
  ports: Pick<WorkloadPorts, 'cluster' | 'signal'>,
): Promise<FoundSuspendable> {
  const search = new Search(ports);
  for (const { kind, object } of objects) {
    for (const owner of ownersOf(kind, object)) {
      await search.add(owner, `${kind} ${object.metadata.name}`, unlabel(kind, object.metadata, owner));
    }
  }
  return {
    holds: search.holds,
    objects: search.objects,
    refusals: search.refusals,
    missingRights: search.missingRights,
  };
}

/** For a suspended object, only what would revert the suspension. */
function ownersOf(kind: string, object: KubeObject): readonly FluxOwner[] {
  return kind === 'Application' || kind === 'ResourceSet' ? fluxOwnersToSuspend(kind, object) : fluxOwners(object);
}

class Search {
  readonly #holds: SuspendedObject[] = [];
  readonly objects: Kinded[] = [];
  readonly refusals: string[] = [];
  readonly missingRights: Access[] = [];
  readonly #asked: { readonly owner: FluxOwner; readonly applied: string[] }[] = [];
  readonly #ports: Pick<WorkloadPorts, 'cluster' | 'signal'>;

  constructor(ports: Pick<WorkloadPorts, 'cluster' | 'signal'>) {
    this.#ports = ports;
  }

  get holds(): readonly SuspendedObject[] {
    return this.#holds.map((hold) => ({ ...hold, why: `applies ${this.#applied(hold)}` }));
  }

  /**
   * Adds it with everything that has to be suspended before it. Each object is read once, even if objects apply each
   * other in a circle.
   */
  async add(owner: FluxOwner, what: string, unlabelIt: string): Promise<void> {
    const known = this.#asked.find((asked) => isSame(asked.owner, owner));
    known?.applied.push(what);
    if (known !== undefined) return;
    this.#asked.push({ owner, applied: [what] });
    const object = await this.#find(owner);
    if (object === 'forbidden') return;
    if (object === undefined) {
      this.refusals.push(
        `the labels of ${what} say that ${fluxName(owner)} applies it, and it does not exist here: the Flux of another ` +
          `cluster may do so, which cannot be suspended from here. If none does, remove the labels: ${unlabelIt}`,
      );
      return;
    }
    for (const parent of fluxOwnersToSuspend(owner.kind, object)) {
      await this.add(parent, fluxName(owner), unlabel(owner.kind, owner, parent));
    }
    this.objects.push({ kind: owner.kind, object });
    this.#holds.push(suspendedObject(owner.kind, object, ''));
  }

  #applied({ kind, namespace, name }: SuspendedObject): string {
    const isIt = ({ owner }: { readonly owner: FluxOwner }) =>
      owner.kind === kind && owner.namespace === namespace && owner.name === name;
    return [...new Set(this.#asked.find(isIt)?.applied)].join(', ');
  }

  async #find(owner: FluxOwner): Promise<Suspendable | 'forbidden' | undefined> {
    const { resource } = suspendableKinds[owner.kind];
    const { namespace, name } = owner;
    try {
      return await this.#ports.cluster.find(resource, { namespace, name }, this.#ports.signal);
    } catch (error) {
      // The whole kind, or its namespace.
      if (isFailure(error, 'not-found')) return undefined;
      if (!isFailure(error, 'forbidden')) throw error;
      const { group, plural } = resource;
      this.missingRights.push(error.missingRight ?? { verb: 'get', group, resource: plural, namespace, name });
      return 'forbidden';
    }
  }
}

function unlabel(
  kind: string,
  { name, namespace = '' }: { readonly name: string; readonly namespace?: string },
  owner: FluxOwner,
): string {
  const prefix = owner.kind === 'Kustomization' ? 'kustomize.toolkit.fluxcd.io' : 'helm.toolkit.fluxcd.io';
  return shellCommand`kubectl label ${kind.toLowerCase()} ${name} -n ${namespace} ${prefix}/name- ${prefix}/namespace-`;
}
