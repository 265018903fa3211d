import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { paths } from './paths.ts';

/** What `get` of kubectl is asked for, as the API server knows it. */
interface Target {
  readonly path: string;
  readonly isList: boolean;
}

/** Kinds that the tests ask for again and again, by every name that they use: what comes before `namespaces/` and after it. */
const collections: Readonly<Record<string, readonly [group: string, plural: string]>> = {
  ...named('api/v1', 'pods', 'pod'),
  ...named('api/v1', 'persistentvolumeclaims', 'pvc', 'persistentvolumeclaim'),
  ...named('api/v1', 'secrets', 'secret'),
  ...named('api/v1', 'configmaps', 'configmap'),
  ...named('apis/apps/v1', 'deployments', 'deployment', 'Deployment'),
  ...named('apis/apps/v1', 'statefulsets', 'statefulset', 'StatefulSet'),
  ...named('apis/batch/v1', 'jobs', 'job'),
  ...named('apis/volsync.backube/v1alpha1', 'replicationsources', 'replicationsource'),
  ...named('apis/volsync.backube/v1alpha1', 'replicationdestinations', 'replicationdestination'),
  ...named('apis/snapshot.storage.k8s.io/v1', 'volumesnapshots', 'volumesnapshot'),
};

/**
 * Where the objects are that kubectl's words ask for: one kind, a name or none, a namespace, a selector. Undefined for all
 * other words, which only kubectl understands.
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
 * Reads objects over a connection that stays open: tests that wait ask some thousand times, and a kubectl for each is a
 * third of what they compute. Undefined where there is no such object; 'unknown' where kubectl has to be asked, as for
 * everything that goes wrong.
 */
export async function readObject(args: readonly string[]): Promise<object | 'unknown' | undefined> {
  const target = targetOf(args);
  if (target === undefined) return 'unknown';
  try {
    const { status, body } = await fetched(target.path);
    if (status === 404 && !target.isList) return undefined;
    if (status !== 200) return 'unknown';
    const read = JSON.parse(body) as { kind: string; apiVersion: string; items?: readonly object[] };
    if (read.items === undefined) return read;
    // The server leaves out what is the same for all.
    const common = { apiVersion: read.apiVersion, kind: read.kind.replace(/List$/, '') };
    return { ...read, items: read.items.map((item) => ({ ...common, ...item })) };
  } catch {
    return 'unknown';
  }
}

async function fetched(path: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { server, token, agent } = connection();
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = get(new URL(path, server), { agent, headers, timeout: 10_000 }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode, body });
      }, reject);
    });
    request.on('error', reject).on('timeout', () => request.destroy(new Error('no answer')));
  });
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[];
}

let open:
  { readonly config: string; readonly server: string; readonly token: string; readonly agent: Agent } | undefined;

/** The connection of the lab's admin, by the kubeconfig as it is now: a lab that was started anew has another certificate. */
function connection() {
  const config = readFileSync(paths.kubeconfig, 'utf8');
  if (open?.config !== config) {
    const { clusters, users } = parse(config) as Kubeconfig;
    const [{ cluster }] = clusters;
    const ca = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64');
    open = {
      config,
      server: cluster['server'] ?? '',
      token: users.find(({ name }) => name === 'lab')?.user.token ?? '',
      agent: new Agent({ keepAlive: true, ca }),
    };
  }
  return open;
}

/** Takes a flag with its value out of the words. */
function taken(words: string[], flags: readonly string[]): string | undefined {
  const index = words.findIndex((word) => flags.includes(word));
  return index === -1 ? undefined : words.splice(index, 2)[1];
}

function named(group: string, plural: string, ...others: readonly string[]) {
  return Object.fromEntries([plural, ...others].map((name) => [name, [group, plural] as const]));
}
