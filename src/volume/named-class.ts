import { Failure } from '../errors.ts';
import type { Resource } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { nearestFirst } from '../volsync/spelling-suggestions.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import { allowed } from '../kubernetes/allowed.ts';
import { shellCommand } from '../shell-command.ts';

export type NamedClassPorts = Omit<Context<'list', HelperPodEvent>, 'now' | 'sleep'>;

/**
 * Looks up classes of the cluster by name: a PVC or VolumeSnapshot with a class that does not exist stays pending
 * forever. In that case it throws a Failure `not-found` with the existing names. If classes may not be listed, it
 * reports that.
 */
export async function requireClasses(
  resource: Resource<KubeObject>,
  names: readonly string[],
  ports: NamedClassPorts,
): Promise<void> {
  if (names.length === 0) return;
  const all = await allowed(ports.cluster.list(resource, {}, ports.signal));
  if ('why' in all) {
    const words = `not checked whether ${resource.kind} ${names.join(', ')} exists: no permission to list ${resource.plural}`;
    ports.report({ type: 'step', words });
    return;
  }
  const existing = all.value.map(({ metadata }) => metadata.name);
  const missing = names.find((name) => !existing.includes(name));
  if (missing === undefined) return;
  throw new Failure('not-found', `${resource.kind} "${missing}" not found; nothing was changed.`, {
    details: [
      existing.length === 0 ? 'The cluster has none.' : `existing: ${nearestFirst(missing, existing).join(', ')}`,
    ],
    hint: shellCommand`kubectl get ${resource.plural}`,
  });
}
