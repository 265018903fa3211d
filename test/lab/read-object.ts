import { ask } from './open-connection.ts';

/** The target of kubectl's `get`, as an API path. */
interface Target {
  readonly path: string;
  readonly isList: boolean;
}

/** Kinds that the tests read often, by every name in use: the API path before `namespaces/` and after it. */
const collections: Readonly<Record<string, readonly [group: string, plural: string]>> = {
  ...named('api/v1', 'pods', 'pod'),
  ...named('api/v1', 'persistentvolumeclaims', 'pvc', 'persistentvolumeclaim'),
  ...named('api/v1', 'secrets', 'secret'),
  ...named('api/v1', 'configmaps', 'configmap'),
  ...named('apis/apps/v1', 'deployments', 'deployment', 'Deployment'),
  ...named('apis/apps/v1', 'statefulsets', 'statefulset', 'StatefulSet'),
  ...named('apis/batch/v1', 'jobs', 'job'),
  ...named('apis/autoscaling/v2', 'horizontalpodautoscalers', 'horizontalpodautoscaler'),
  ...named('apis/kustomize.toolkit.fluxcd.io/v1', 'kustomizations', 'kustomization'),
  ...named('apis/volsync.backube/v1alpha1', 'replicationsources', 'replicationsource'),
  ...named('apis/volsync.backube/v1alpha1', 'replicationdestinations', 'replicationdestination'),
  ...named('apis/snapshot.storage.k8s.io/v1', 'volumesnapshots', 'volumesnapshot'),
};

/**
 * Parses arguments of kubectl get: one kind, optionally a name, a namespace, a selector. Undefined for all other
 * arguments, which only kubectl understands.
 */
export function targetOf(args: readonly string[]): Target | undefined {
  const words = [...args];
  const namespace = taken(words, ['-n', '--namespace']);
  const selector = taken(words, ['-l', '--selector']);
  const [kind = '', name, ...more] = words;
  const collection = collections[kind];
  if (collection === undefined || namespace === undefined || more.length > 0 || name?.startsWith('-') === true) {
    return undefined;
  }
  if (name !== undefined && selector !== undefined) return undefined;
  const [group, plural] = collection;
  const path = `/${group}/namespaces/${namespace}/${plural}`;
  if (name !== undefined) return { path: `${path}/${name}`, isList: false };
  return {
    path: selector === undefined ? path : `${path}?labelSelector=${encodeURIComponent(selector)}`,
    isList: true,
  };
}

/**
 * Reads objects over the persistent connection. Undefined if the object does not exist; 'unknown' if kubectl has to be
 * used, as for every failure.
 */
export async function readObject(args: readonly string[]): Promise<object | 'unknown' | undefined> {
  const target = targetOf(args);
  if (target === undefined) return 'unknown';
  try {
    const { status, body } = await ask(target.path);
    if (status === 404 && !target.isList) return undefined;
    if (status !== 200) return 'unknown';
    const read = JSON.parse(body) as { kind: string; apiVersion: string; items?: readonly object[] };
    if (read.items === undefined) return read;
    // The server omits what is the same for all items.
    const common = { apiVersion: read.apiVersion, kind: read.kind.replace(/List$/, '') };
    return { ...read, items: read.items.map((item) => ({ ...common, ...item })) };
  } catch {
    return 'unknown';
  }
}

/** Removes a flag with its value from the arguments. */
function taken(words: string[], flags: readonly string[]): string | undefined {
  const index = words.findIndex((word) => flags.includes(word));
  return index === -1 ? undefined : words.splice(index, 2)[1];
}

function named(group: string, plural: string, ...others: readonly string[]) {
  return Object.fromEntries([plural, ...others].map((name) => [name, [group, plural] as const]));
}
