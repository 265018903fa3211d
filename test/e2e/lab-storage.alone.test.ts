import { afterAll, expect, it } from 'vitest';
import { apply, until } from '../lab/kubectl.ts';
import { runningPid, stop } from '../lab/process.ts';
import { startStorage } from '../lab/storage.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';

let namespace: string | undefined;

afterAll(async () => {
  if (namespace !== undefined) await removeNamespace(namespace);
});

const sidecars = ['csi-provisioner', 'csi-snapshotter', 'snapshot-controller', 'csi-resizer'];

it('restarts the sidecars with a driver that has ended, and leaves everything that runs', async () => {
  const before = sidecars.map(runningPid);
  await startStorage();
  expect(sidecars.map(runningPid)).toEqual(before);
  await stop('csi-driver');
  await startStorage();
  const after = sidecars.map(runningPid);
  expect(after).not.toContain(undefined);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  expect(await bindsVolumes()).toBe(true);
});

async function bindsVolumes(): Promise<boolean> {
  namespace = await createNamespace('storage');
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '16Mi' } } };
  await apply([{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace }, spec }]);
  const phase = ['get', 'pvc', 'data', '-n', namespace, '-o', 'jsonpath={.status.phase}'];
  await until('the PVC is bound', async () => (await kubectl(phase)) === 'Bound');
  return true;
}
