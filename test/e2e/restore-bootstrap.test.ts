import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply } from '../lab/kubectl.ts';
import { BootstrapApps } from './bootstrap-apps.ts';
import { createNamespace, removeNamespace, volsyncctl, type Run } from './lab.ts';
import { snapshotsOf } from './repository.ts';

let namespace: string;
let apps: BootstrapApps;

beforeAll(async () => {
  namespace = await createNamespace('restore-bootstrap');
  apps = new BootstrapApps(namespace);
  await Promise.all([apps.make({ name: 'web' }), apps.make({ name: 'direct', bootstrap: false })]);
}, 180_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

it('is no success if the repository was empty, although VolSync reports one', async () => {
  const { exitCode, stdout } = await watched('web');
  expect(exitCode).toBe(9);
  expect(stdout).toMatch(/✗ \S+\/web {2}the bootstrap restored nothing: the volume began empty/);
  expect(stdout).toMatch(/VolSync made one at \/repository\//);
});

it('does not exist for an app whose PVC names none', async () => {
  const { exitCode, stderr } = await watched('direct');
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toMatch(/names no ReplicationDestination that fills it/);
});

it('is followed to its end, with the snapshot, and known afterwards', async () => {
  const [snapshot] = (await snapshotsOf(namespace, 'web')).slice(-1);
  await apps.remove('web');
  const making = apps.make({ name: 'web', waitFor: 'nothing' });
  await making;
  const followed = await watched('web', '-o', 'json');
  expect(followed.exitCode, followed.stderr).toBe(0);
  expect(JSON.parse(followed.stdout)).toMatchObject({
    schema: 'volsyncctl/restore/v1',
    kind: 'bootstrap',
    state: 'restored',
    snapshotId: snapshot?.short_id,
    wasOver: false,
  });
  const later = await watched('web');
  expect(later.exitCode, later.stderr).toBe(0);
  expect(later.stdout).toMatch(/✔ \S+\/web {2}the bootstrap restored snapshot [0-9a-f]{8} of /);
  expect(later.stdout).toMatch(/completed \d+\w+ ago/);
});

it('that fails is reported with its cause', async () => {
  await apps.remove('web');
  const making = apps.make({ name: 'web', waitFor: 'nothing' });
  await making;
  const stringData = { RESTIC_PASSWORD: 'another' };
  await apply([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web-volsync-secret', namespace }, stringData }]);
  const { exitCode, stderr } = await watched('web', '--timeout', '60s');
  expect(exitCode, stderr).toBe(8);
  expect(stderr).toMatch(/fails: the password does not open the repository/);
});

function watched(app: string, ...args: readonly string[]): Promise<Run> {
  return volsyncctl(['restore', app, '-n', namespace, '--watch-bootstrap', ...args]);
}
