import { Failure } from '../../../src/errors.ts';
import type { Access } from '../../../src/errors.ts';
import type { ObjectKey, Resource, Scope } from '../../../src/kubernetes/cluster.ts';
import type { KubeObject } from '../../../src/kubernetes/objects.ts';

/** The right that a call needs. */
export function access(verb: string, resource: Resource<KubeObject>, of: Scope | ObjectKey): Access {
  const name = 'name' in of ? of.name : undefined;
  return { verb, group: resource.group, resource: resource.plural, namespace: of.namespace, name };
}

/** The failure of a call without its right. */
export function forbidden(missingRight: Access): Failure {
  const { verb, resource, subresource, namespace } = missingRight;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  return new Failure('forbidden', `May not ${verb} ${what} in ${namespace ?? 'all namespaces'}.`, { missingRight });
}
