import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { getJson } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { netsOf } from './in-place-objects.ts';
import { hasClaim, leftOfRestore, versionsOf } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;

/** An app of 12 MB whose PVC was recreated with 8Mi since its backup; a volume of this class can be full. */
beforeAll(async () => {
  namespace = await createNamespace('too-small');
  const app = { name: 'web', namespace, schedule: '0 0 1 1 *', bootstrap: false, storageClass: 'ceph-block-sized' };
  await createApp({ ...app, size: '32Mi', files: 3, bytesPerFile: 4_000_000 });
  await kubectl(['scale', 'deployment/web', '-n', namespace, '--replicas=0']);
  await kubectl(['delete', 'pvc', 'web', '-n', namespace]);
  await createApp({ ...app, size: '8Mi', files: 1, bytesPerFile: 1000, waitFor: 'nothing' });
  await kubectl(['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=240s']);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it.each<[string, readonly string[], RegExp]>([
  [
    'in place',
    ['--in-place', '--latest', '--enable-file-deletion', '--yes'],
    /PVC \S+\/web is too small: it has 8Mi, and the files of snapshot [0-9a-f]{8} are 12000000 bytes[^]*kubectl edit pvc web/,
  ],
  [
    'in place, by a dry run',
    ['--in-place', '--latest', '--dry-run'],
    /PVC \S+\/web is too small: it has 8Mi, and the files of snapshot [0-9a-f]{8} are 12000000 bytes/,
  ],
  [
    'into a new PVC of a size that was said',
    ['--to', 'pvc/new', '--capacity', '8Mi'],
    /8Mi is too small: snapshot [0-9a-f]{8} has 12\d+ bytes[^]*omit --capacity/,
  ],
])('a restore that cannot fit is refused before anything is changed: %s', async (_how, flags, message) => {
  const before = [await versionsOf(namespace, 'web'), await volumeDigests(namespace, 'web')];
  const run = await volsyncctl(['restore', 'web', '-n', namespace, ...flags]);
  expect([run.exitCode, run.stdout], run.stderr).toEqual([4, '']);
  expect(run.stderr.replace(/\s+/g, ' ')).toMatch(message);
  expect([await versionsOf(namespace, 'web'), await volumeDigests(namespace, 'web')]).toEqual(before);
  const journal = await getJson(['configmap', 'volsyncctl-restore-web', '-n', namespace]);
  expect([journal, await netsOf(namespace), await leftOfRestore(namespace)]).toEqual([undefined, [], []]);
  expect(await hasClaim(namespace, 'new')).toBe(false);
});
