import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { apply, type Manifest, until } from '../lab/kubectl.ts';
import { ports } from '../lab/ports.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

const root = path.join(import.meta.dirname, '..', '..');
const user = 'dashboard';
let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('in-cluster');
  await createApp({ name: 'web', namespace, bootstrap: false });
  await apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: user, namespace } }]);
  const granted = await volsyncctl(['rbac', 'status', '-n', namespace, '--for', `serviceaccount:${namespace}:${user}`]);
  await kubectl(['apply', '-f', '-'], granted.stdout);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it('in a pod it uses the service account and the namespace of the pod', async () => {
  const { exitCode, log } = await runInPod('status', ['status', '-o', 'json']);
  expect(exitCode, log).toBe(0);
  const { sources } = JSON.parse(log) as { sources: { namespace: string; name: string }[] };
  expect(sources).toEqual([expect.objectContaining({ namespace, name: 'web' })]);
});

it('in a pod it names the right that the service account lacks', async () => {
  const { exitCode, log } = await runInPod('status-everywhere', ['status', '-A']);
  expect(exitCode, log).toBe(5);
  expect(log).toContain('cannot list replicationsources.volsync.backube');
});

/** Runs the built program in a pod, with this machine's Node.js and libraries; output and errors share one log. */
async function runInPod(name: string, args: readonly string[]): Promise<{ exitCode: number; log: string }> {
  await apply([podOf(name, args)]);
  const state = 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}';
  const code = (): Promise<string> => kubectl(['get', 'pod', name, '-n', namespace, '-o', state]);
  await until(`pod ${name} has ended`, async () => (await code()) !== '');
  return { exitCode: Number(await code()), log: await kubectl(['logs', name, '-n', namespace]) };
}

function podOf(name: string, args: readonly string[]): Manifest {
  const folders = { program: root, node: path.dirname(process.execPath), lib: '/lib', lib64: '/lib64' };
  const container = {
    name: 'volsyncctl',
    image: images.busybox,
    command: ['/node/node', '/program/bin/volsyncctl.js', ...args],
    // As the kubelet would set them if the lab had a service network.
    env: [
      { name: 'KUBERNETES_SERVICE_HOST', value: '127.0.0.1' },
      { name: 'KUBERNETES_SERVICE_PORT', value: String(ports.apiServer) },
    ],
    volumeMounts: Object.keys(folders).map((folder) => ({ name: folder, mountPath: `/${folder}`, readOnly: true })),
  };
  const volumes = Object.entries(folders).map(([folder, host]) => ({ name: folder, hostPath: { path: host } }));
  const spec = {
    restartPolicy: 'Never',
    hostNetwork: true,
    serviceAccountName: user,
    containers: [container],
    volumes,
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec };
}
