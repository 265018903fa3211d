import type { KubeObject, ManagedFields } from '../kubernetes/objects.ts';

type Tree = Readonly<Record<string, unknown>>;

/**
 * The name of the manager that last set a field, such as `spec`, `suspend`; undefined if the server does not report it.
 */
export function fieldManager(object: KubeObject, ...path: readonly string[]): string | undefined {
  return managerOf(object, ...path)?.manager;
}

/** That manager, and when it last changed any of the fields that it owns, this one or another. */
export function managerOf(object: KubeObject, ...path: readonly string[]): ManagedFields | undefined {
  return managers(object, path)
    .toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .at(-1);
}

/** Whether a manager owns a field, alone or with others. */
export function managesField(object: KubeObject, manager: string, ...path: readonly string[]): boolean {
  return managers(object, path).some((entry) => entry.manager === manager);
}

function managers({ metadata }: KubeObject, path: readonly string[]) {
  return (metadata.managedFields ?? []).filter(({ fieldsV1 }) => has(fieldsV1, path));
}

function has(tree: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof tree !== 'object' || tree === null) return false;
  const key = `f:${first}`;
  return key in tree && has((tree as Tree)[key], rest);
}
