import type { KubeObject } from '../../../src/kubernetes/objects.ts';

/** An object at a resource version; its UID is derived from its name, unless it was recreated. */
export function object(name: string, resourceVersion: number, uid = `uid-${name}`): KubeObject {
  return { metadata: { name, namespace: 'media', uid, resourceVersion: String(resourceVersion) } };
}

/** A list as the API server sends it. */
export function listOf(resourceVersion: number, items: readonly KubeObject[], further: object = {}) {
  return { kind: 'List', metadata: { resourceVersion: String(resourceVersion), ...further }, items };
}
