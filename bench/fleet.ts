import { once } from 'node:events';
import { execa } from 'execa';
import { appDefaults } from '../test/lab/app-options.ts';
import { appManifests, sourceManifest } from '../test/lab/app-manifests.ts';
import { kubectl, type Manifest } from '../test/lab/kubectl.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';

/** Requests under way at a time. */
const parallel = 24;

const backupLog = [
  'using parent snapshot be33baf0',
  'Added to the repository: 1014 B (862 B stored)',
  'processed 214 files, 18.400 MiB in 0:01',
  'snapshot 724684cd saved',
  'Restic completed in 3s',
].join('\n');
const restoreLog = [
  'restoring snapshot 724684cd of [/data] at 2026-11-23 14:00:05.5 +0000 UTC by @volsync to .',
  'Restic completed in 4s',
].join('\n');

/**
 * Makes apps that are idle after a backup, each with its bootstrap destination, with spec and status as the lab's
 * sample apps have them. VolSync must not run, or it would begin to sync them all.
 */
export async function makeFleet(namespace: string, apps: number): Promise<void> {
  await kubectl(['create', 'namespace', namespace]);
  const proxy = execa({ env: { KUBECONFIG: paths.kubeconfig } })`${toolPath('kubectl')} proxy --port=0`;
  try {
    const base = await proxyAddress(proxy.stdout);
    const names = Array.from({ length: apps }, (_, index) => `app-${String(index).padStart(4, '0')}`);
    await Promise.all(Array.from({ length: parallel }, () => worker(names, base, namespace)));
  } finally {
    proxy.kill();
    await proxy.catch(() => undefined);
  }
}

/** Removes them, and returns when none is left; their namespace goes by itself. */
export async function removeFleet(namespace: string): Promise<void> {
  // One request a kind: by name kubectl needs minutes for thousands.
  for (const plural of ['replicationsources', 'replicationdestinations']) {
    await kubectl(['delete', '--raw', `/apis/volsync.backube/v1alpha1/namespaces/${namespace}/${plural}`]);
  }
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
}

/** The proxy says its address in its first line. */
async function proxyAddress(stdout: NodeJS.ReadableStream): Promise<string> {
  const [line] = (await once(stdout, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  const address = /127\.0\.0\.1:\d+/.exec(String(line))?.[0];
  if (address === undefined) throw new Error(`kubectl proxy said: ${String(line)}`);
  return `http://${address}`;
}

async function worker(names: string[], base: string, namespace: string): Promise<void> {
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const options = appDefaults(name, namespace);
    const destination = appManifests(options).find(({ kind }) => kind === 'ReplicationDestination');
    if (destination === undefined) throw new Error('an app has no destination');
    await put(base, 'replicationsources', sourceManifest(options), sourceStatus());
    await put(base, 'replicationdestinations', destination, destinationStatus(name));
  }
}

async function put(base: string, plural: string, manifest: Manifest, status: object): Promise<void> {
  const { namespace = '', name } = manifest.metadata;
  const url = `${base}/apis/volsync.backube/v1alpha1/namespaces/${namespace}/${plural}`;
  const created = await send('POST', `${url}?fieldManager=kustomize-controller`, manifest);
  await send('PUT', `${url}/${name}/status?fieldManager=manager`, { ...created, status });
}

async function send(method: string, url: string, body: object): Promise<object> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as object;
}

/** Completed this hour, so that nothing is late. */
function sourceStatus(): object {
  const hourMs = 60 * 60_000;
  const hour = Math.floor(Date.now() / hourMs) * hourMs;
  return {
    lastSyncTime: time(hour + 12_000),
    lastSyncDuration: '12.421418092s',
    nextSyncTime: time(hour + hourMs),
    latestMoverStatus: { result: 'Successful', logs: backupLog },
    conditions: [condition('WaitingForSchedule', 'Waiting for next scheduled synchronization')],
    restic: { lastPruned: time(hour) },
  };
}

function destinationStatus(name: string): object {
  return {
    lastSyncTime: time(Date.now() - 3 * 24 * 60 * 60_000),
    lastSyncDuration: '8.62247127s',
    lastManualSync: 'restore-once',
    latestMoverStatus: { result: 'Successful', logs: restoreLog },
    latestImage: {
      apiGroup: 'snapshot.storage.k8s.io',
      kind: 'VolumeSnapshot',
      name: `volsync-${name}-bootstrap-dest-20261120152400`,
    },
    conditions: [condition('WaitingForManual', 'Waiting for manual trigger')],
  };
}

function condition(reason: string, message: string): object {
  return { type: 'Synchronizing', status: 'False', reason, message, lastTransitionTime: time(Date.now()) };
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
