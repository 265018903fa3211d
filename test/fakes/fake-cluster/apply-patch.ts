import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../src/errors.ts';
import type { JsonPatchStep, Patch } from '../../../src/kubernetes/cluster.ts';
import type { KubeObject } from '../../../src/kubernetes/objects.ts';

type Tree = Record<string, unknown>;

/** A copy of an object with a merge patch (RFC 7396) or JSON patch (RFC 6902) applied, as in the API server. */
export function applyPatch<T extends object>(object: T, patch: Patch): T {
  const copy = structuredClone(object) as unknown as Tree;
  if (isJsonPatch(patch)) {
    for (const step of patch) applyStep(copy, step);
    return copy as unknown as T;
  }
  return merged(copy, patch) as T;
}

function isJsonPatch(patch: Patch): patch is readonly JsonPatchStep[] {
  return Array.isArray(patch);
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isTree(patch)) return patch;
  const result: Tree = isTree(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merged(result[key], value);
  }
  return result;
}

function applyStep(root: Tree, { op, path, value }: JsonPatchStep): void {
  const keys = path.split('/').slice(1).map(unescapePointer);
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), root);
  if (!isTree(parent)) throw new Failure('refused', `The patch cannot be applied: there is no ${path}.`);
  if (op === 'test') {
    if (!isDeepStrictEqual(parent[last], value)) throw new Failure('refused', `The patch's test of ${path} failed.`);
  } else if (op === 'add') {
    parent[last] = value;
  } else if (!(last in parent)) {
    throw new Failure('refused', `The patch cannot be applied: there is no ${path}.`);
  } else if (op === 'replace') {
    parent[last] = value;
  } else {
    Reflect.deleteProperty(parent, last);
  }
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A merge patch may contain the version of the object that it is meant for. */
export function refuseOldVersion(patch: Patch, { metadata }: KubeObject): void {
  const { resourceVersion } = ('metadata' in patch ? patch['metadata'] : {}) as { resourceVersion?: string };
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw new Failure('refused', 'The object was changed by someone else in the meantime.');
  }
}
