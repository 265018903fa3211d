/**
 * An object as `-o name` prints it and kubectl accepts it, such as `persistentvolumeclaim/web`. Across namespaces the
 * namespace is prepended, since the name alone would be ambiguous: `home/web` for an app,
 * `home/persistentvolumeclaim/web`.
 */
export function objectName(
  type: string,
  { namespace = '', name }: { readonly namespace?: string; readonly name: string },
  hasNamespace: boolean,
): string {
  if (!hasNamespace) return `${type}/${name}`;
  return type === sourceType ? `${namespace}/${name}` : `${namespace}/${type}/${name}`;
}

/** The resource type of an app. */
export const sourceType = 'replicationsource.volsync.backube';
