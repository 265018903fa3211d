import { createApp, type NewApp } from '../lab/app.ts';
import { appManifests } from '../lab/app-manifests.ts';
import { appDefaults } from '../lab/app-options.ts';
import { type Manifest, until } from '../lab/kubectl.ts';
import { kubectl } from './lab.ts';

/** Helpers of the bootstrap-check tests for the apps of one namespace. */
export class BootstrapApps {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** An app whose first sync has completed, unless `waitFor` says otherwise. */
  async make(app: Omit<NewApp, 'namespace'>): Promise<void> {
    await createApp({ ...app, namespace: this.namespace });
  }

  /** Removes everything from its manifests, like a pruning GitOps tool; the repository stays. */
  async remove(app: string): Promise<void> {
    const kinds = 'replicationsource,replicationdestination,deployment,secret,pvc';
    await this.#kubectl('delete', kinds, '-l', `app.kubernetes.io/name=${app}`, '--wait=true');
    await until(`no pod of ${app} is left`, async () => !(await this.pods()).includes(`"${app}-`));
  }

  async write(app: string, file: string): Promise<void> {
    await this.#kubectl('exec', `deployment/${app}`, '--', 'sh', '-c', `date > /data/${file}`);
  }

  async files(app: string): Promise<string> {
    return this.#kubectl('exec', `deployment/${app}`, '--', 'ls', '/data');
  }

  /** As JSON text; of one Job, or all. */
  async pods(job?: string): Promise<string> {
    return this.#kubectl('get', 'pods', '-o', 'json', ...(job === undefined ? [] : ['-l', `job-name=${job}`]));
  }

  /** The status of the source, as JSON text. */
  async status(app: string): Promise<string> {
    return this.#kubectl('get', 'replicationsource', app, '-o', 'jsonpath={.status}');
  }

  async synced(app: string): Promise<void> {
    const isIdle = async () => {
      const status = JSON.parse(await this.status(app)) as { lastSyncTime?: string; lastSyncStartTime?: string };
      return status.lastSyncTime !== undefined && status.lastSyncStartTime === undefined;
    };
    await until(`${app} has synced`, isIdle);
  }

  /** A pod that mounts the volume, as the runbook creates one. */
  browser(app: string): Manifest {
    const deployment = appManifests(appDefaults(app, this.namespace)).find(isKind('Deployment'));
    const { template } = deployment?.['spec'] as { readonly template: { readonly spec: object } };
    const metadata = { name: `browser-${app}`, namespace: this.namespace };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
  }

  #kubectl(...args: readonly string[]): Promise<string> {
    const [verb = '', ...rest] = args;
    return kubectl([verb, '-n', this.namespace, ...rest]);
  }
}

export function isKind(kind: string) {
  return (manifest: Manifest) => manifest.kind === kind;
}

/** The manifest with another `spec.restic`, if it is of that kind. */
export function withRestic(kind: string, restic: object) {
  return (manifest: Manifest): Manifest => {
    if (manifest.kind !== kind) return manifest;
    const spec = manifest['spec'] as { readonly restic: object };
    return { ...manifest, spec: { ...spec, restic: { ...spec.restic, ...restic } } };
  };
}
