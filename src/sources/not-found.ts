import { Failure, isFailure } from '../errors.ts';
import { fieldEquals } from '../kubernetes/field-selector.ts';
import type { Cluster, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { shellCommand } from '../shell-command.ts';
import { nearestFirst, nearMiss } from '../volsync/spelling-suggestions.ts';
import type { ReplicationSource } from '../volsync/types.ts';

const shownNames = 10;

/**
 * The failure for a missing object, with the existing names (closest first), the namespaces that have an object of that
 * name, or the fact that the namespace does not exist. What may not be read is left out.
 */
export async function notFound(
  cluster: Pick<Cluster, 'list' | 'exists'>,
  resource: Resource<KubeObject>,
  key: ObjectKey,
  signal?: AbortSignal,
): Promise<Failure> {
  const objects = await allowed(cluster.list(resource, { namespace: key.namespace }, signal));
  const names = objects?.map(({ metadata }) => metadata.name);
  if (names?.length === 0 && (await isNamespaceAbsent(cluster, key.namespace, signal))) {
    return new Failure('not-found', `There is no namespace ${key.namespace}.`);
  }
  const elsewhere = (await allowed(namespacesWith(cluster, resource, key.name, signal))) ?? [];
  const message = `There is no ${resource.kind} ${key.name} in namespace ${key.namespace}.`;
  return new Failure('not-found', message, {
    details: names === undefined ? [] : [present(nearestFirst(key.name, names), resource.kind)],
    hint:
      elsewhere.length > 0
        ? `it is in ${elsewhere.join(', ')}: choose with -n`
        : (suggestion(key.name, objects ?? []) ?? (await fromRepository(cluster, resource, key, signal))),
  });
}

/** The app whose PVC has that name, or the name that is a likely typo away. */
function suggestion(name: string, objects: readonly KubeObject[]): string | undefined {
  const ofClaim = objects.find((object) => (object as ReplicationSource).spec?.sourcePVC === name);
  if (ofClaim !== undefined) return `did you mean ${ofClaim.metadata.name}? Its PVC is ${name}`;
  const near = nearMiss(
    name,
    objects.map(({ metadata }) => metadata.name),
  );
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** A PVC without its ReplicationSource: that was removed, as from Git, and its backups are still there. */
async function fromRepository(
  cluster: Pick<Cluster, 'exists'>,
  { plural }: Resource<KubeObject>,
  key: ObjectKey,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (plural !== resources.replicationSources.plural) return undefined;
  if ((await allowed(cluster.exists(resources.persistentVolumeClaims, key, signal))) !== true) return undefined;
  return shellCommand`PVC ${key.name} exists; restore its backups without a ReplicationSource: volsyncctl restore --repository SECRET -n ${key.namespace} --to pvc/${key.name}-restored`;
}

async function namespacesWith(
  cluster: Pick<Cluster, 'list'>,
  resource: Resource<KubeObject>,
  name: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const same = await cluster.list(resource, { fieldSelector: fieldEquals('metadata.name', name) }, signal);
  return same.map(({ metadata }) => metadata.namespace ?? '').sort();
}

async function isNamespaceAbsent(
  cluster: Pick<Cluster, 'exists'>,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  return (await allowed(cluster.exists(resources.namespaces, { namespace: '', name }, signal))) === false;
}

/** Undefined without permission. */
async function allowed<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}

function present(names: readonly string[], kind: string): string {
  if (names.length === 0) return `There is no ${kind} at all in this namespace.`;
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : '';
  return `There ${names.length === 1 ? 'is' : 'are'}: ${names.slice(0, shownNames).join(', ')}${more}`;
}
