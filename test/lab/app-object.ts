import type { AppOptions } from './app-options.ts';
import type { Manifest } from './kubectl.ts';

/** An object of the application, with its namespace and label. */
export function appObject(
  options: Pick<AppOptions, 'name' | 'namespace'>,
  apiVersion: string,
  kind: string,
  name: string,
  content: object,
): Manifest {
  const labels = { 'app.kubernetes.io/name': options.name };
  return { apiVersion, kind, metadata: { name, namespace: options.namespace, labels }, ...content };
}
