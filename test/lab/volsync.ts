import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { apply, getJson, kubectl, until, type Manifest } from './kubectl.ts';
import { ports } from './ports.ts';
import { sources } from './tools.ts';
import { images } from './versions.ts';

/** VolSync's namespace and Deployment, named as in upstream's manifests. */
export const volsync = { namespace: 'volsync-system', deployment: 'volsync-controller-manager' } as const;

/** Installs VolSync from upstream's own manifests; needs the CRDs of VolumeSnapshots, or the manager would not start. */
export async function installVolsync(): Promise<void> {
  const text = await kubectl(['kustomize', path.join(await sources.volsync(), 'config/default')]);
  const manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  await apply(manifests.map((manifest) => (manifest.kind === 'Deployment' ? adjusted(manifest) : manifest)));
}

/** Whether VolSync's manager is up. */
export async function isVolsyncReady(): Promise<boolean> {
  const found = await getJson<{ status: { availableReplicas?: number }; spec: { replicas?: number } }>([
    ...['deployment', volsync.deployment, '--namespace', volsync.namespace],
  ]);
  return (found?.status.availableReplicas ?? 0) > 0;
}

/** Returns as soon as VolSync is ready. */
export async function waitForVolsync(timeoutMs = 120_000): Promise<void> {
  await until('VolSync is ready', isVolsyncReady, timeoutMs);
}

/**
 * A killed manager holds its lease for up to 137 s, and the next one would wait for that; only call it while none runs.
 */
export async function releaseVolsyncLease(): Promise<void> {
  await kubectl(['delete', 'lease', '--all', '--namespace', volsync.namespace, '--ignore-not-found']);
}

interface Container {
  readonly env: readonly { name: string; value?: string }[];
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly [field: string]: unknown;
}

interface Probe {
  readonly httpGet: object;
  readonly [field: string]: unknown;
}

interface Deployment extends Manifest {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}

/** The Deployment as the lab can run it: local images, the host's network (there is no service network), and nothing that listens beyond loopback. */
function adjusted(manifest: Manifest): Manifest {
  const { spec } = manifest as Deployment;
  const podSpec = { ...spec.template.spec, containers: spec.template.spec.containers.map(adjustedContainer) };
  return {
    ...manifest,
    spec: {
      ...spec,
      // Two managers cannot share the host's ports.
      strategy: { type: 'Recreate' },
      template: { ...spec.template, spec: { ...podSpec, hostNetwork: true } },
    },
  };
}

function adjustedContainer(container: Container): Container {
  const httpGet = { host: '127.0.0.1', port: ports.volsyncHealth };
  return {
    ...container,
    image: images.manager,
    imagePullPolicy: 'IfNotPresent',
    args: [
      `--metrics-bind-address=127.0.0.1:${ports.volsyncMetrics}`,
      `--health-probe-bind-address=127.0.0.1:${ports.volsyncHealth}`,
      // No `--leader-elect`: after a kill the next one would wait up to 137 s for the lease of the one before.
    ],
    env: [
      ...container.env.map(({ name, ...rest }) =>
        name.startsWith('RELATED_IMAGE_') ? { name, value: images.mover } : { name, ...rest },
      ),
      { name: 'KUBERNETES_SERVICE_HOST', value: '127.0.0.1' },
      { name: 'KUBERNETES_SERVICE_PORT', value: String(ports.apiServer) },
    ],
    livenessProbe: { ...container.livenessProbe, httpGet: { ...container.livenessProbe.httpGet, ...httpGet } },
    readinessProbe: {
      ...container.readinessProbe,
      initialDelaySeconds: 1,
      periodSeconds: 1,
      httpGet: { ...container.readinessProbe.httpGet, ...httpGet },
    },
  };
}
