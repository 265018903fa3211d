import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../src/kubernetes/http/connect.ts';
import type { Creator } from '../../../src/creator.ts';
import type { Cluster, ConnectionOptions } from '../../../src/kubernetes/cluster.ts';
import { certificate } from './certificates.ts';
import type { FakeApiServer } from './fake-api-server.ts';

/** A temporary folder, removed at the end of its block. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'volsyncctl-kube-')));
  }

  async write(name: string, content: string | object, mode = 0o600): Promise<string> {
    const file = join(this.path, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

interface Entries {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

/** A kubeconfig with one context `home` for a server, including its CA, with further fields in its entries. */
export async function kubeconfigFor(server: { readonly url: string }, entries: Entries = {}): Promise<object> {
  const authority = Buffer.from((await certificate()).cert).toString('base64');
  return {
    'current-context': 'home',
    contexts: [{ name: 'home', context: { cluster: 'home-cluster', user: 'ada', ...entries.context } }],
    clusters: [
      {
        name: 'home-cluster',
        cluster: {
          server: server.url,
          ...(server.url.startsWith('https:') && { 'certificate-authority-data': authority }),
          ...entries.cluster,
        },
      },
    ],
    users: [{ name: 'ada', user: entries.user ?? { token: 'secret-token' } }],
  };
}

interface ConnectOptions extends Entries {
  readonly options?: ConnectionOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly creator?: Creator;
}

/** Connects to a fake server with a kubeconfig file that is removed after it was read. */
export async function connectTo(
  server: FakeApiServer | { readonly url: string },
  { options = {}, env = {}, creator, ...entries }: ConnectOptions = {},
): Promise<Cluster> {
  await using folder = await Folder.make();
  const kubeconfig = await folder.write('config', await kubeconfigFor(server, entries));
  return await connect(
    { kubeconfig, ...options },
    { env, platform: 'linux', ...(creator && { creator: () => creator }) },
  );
}
