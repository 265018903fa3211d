/**
 * An object as `-o name` prints it: as kubectl takes it, such as `persistentvolumeclaim/web`. Over all namespaces the
 * namespace comes first, since a name alone would be another one's: `home/web` for an app, `home/persistentvolumeclaim/web`.
 */
export function objectName(
  type: string,
  { namespace = '', name }: { readonly namespace?: string; readonly name: string },
  hasNamespace: boolean,
): string {
  if (!hasNamespace) return `${type}/${name}`;
  return type === sourceType ? `${namespace}/${name}` : `${namespace}/${type}/${name}`;
}

/** The type of an app. */
export const sourceType = 'replicationsource.volsync.backube';
