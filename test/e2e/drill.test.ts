import { chmod, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drillRecordOf } from '../../src/volsync/drill-record.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { createApp } from '../lab/app.ts';
import { setFault } from '../lab/fault.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';
import { paths } from '../lab/paths.ts';
import { inApp } from './inside-lab.ts';
import { hostileScript } from './hostile-files.ts';
import { createNamespace, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';
import { backUp, leftOfRestore, versionsOf } from './restore-lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('drill');
  const quiet = { namespace, schedule: '0 0 1 1 *', bootstrap: false };
  await Promise.all([
    createApp({ ...quiet, name: 'web' }),
    createApp({ ...quiet, name: 'bare', files: 0 }),
    createApp({ ...quiet, name: 'wrong' }),
    createApp({ ...quiet, name: 'changed', files: 40 }),
  ]);
  await inApp(namespace, 'web', hostileScript());
  await Promise.all([
    setFault('wrong-password', 'on', { app: 'wrong', namespace }),
    changeLargestPack('changed'),
    backUp(namespace, 'web'),
  ]);
}, 300_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

it('proves for each app whether its backup can be restored, touches none, and leaves only its record', async () => {
  const untouched = await versionsOf(namespace, 'web');
  const [newest] = (await snapshotsOf(namespace, 'web')).slice(-1);
  const check = ['--check', 'test -s file-1 && ! touch new', '--image', images.busybox];
  const run = await volsyncctl(['drill', '-n', namespace, '--yes', '--max-parallel', '2', ...check, '-o', 'json']);
  expect(run.exitCode, run.stderr).toBe(9);
  const { apps } = JSON.parse(run.stdout) as { apps: readonly { readonly name: string }[] };
  const byName = Object.fromEntries(apps.map((app) => [app.name, app]));
  expect(byName, run.stderr).toMatchObject({
    web: {
      ...{ verdict: 'protected', outcome: 'ok', leftovers: [], recorded: { kind: 'written' } },
      ...{ snapshot: { id: newest?.id }, restored: { snapshotId: newest?.short_id }, check: { kind: 'same' } },
      checkCommand: { exitCode: 0 },
    },
    // Its volume was empty, and VolSync reported success.
    bare: { verdict: 'unprotected', reason: 'repository-missing' },
    wrong: { verdict: 'unprotected', reason: 'wrong-password' },
    changed: { verdict: 'unprotected', reason: 'damaged' },
  });
  expect(await leftOfRestore(namespace), run.stderr).toEqual([]);
  expect(await versionsOf(namespace, 'web')).toBe(untouched);
  expect(await recordOf('web')).toMatchObject({
    last: { verdict: 'protected', checkPassed: true },
    proven: { snapshot: newest?.id },
  });
  expect((await recordOf('changed'))?.last).toMatchObject({ verdict: 'unprotected', reason: 'damaged' });
});

it('leaves nothing when it is interrupted, and cleanup removes what a kill leaves', async () => {
  const [ended, killed] = ['SIGTERM', 'SIGKILL'].map(async (signal) => {
    const running = start(['drill', 'web', '-n', namespace, '--yes']);
    await said(running.stderr, /restic restores/);
    running.kill(signal as NodeJS.Signals);
    const { exitCode, stderr } = await running;
    return { exitCode, stderr };
  });
  const { exitCode, stderr } = (await ended) ?? {};
  expect(exitCode, stderr).toBe(143);
  await killed;
  // The mover of the killed one may still be restoring: until it has ended it is in use.
  await until('cleanup has removed what is left', async () => {
    await volsyncctl(['cleanup', '-n', namespace, '--yes']);
    return (await leftOfRestore(namespace)).length === 0;
  });
});

async function recordOf(name: string) {
  const source = await getJson<ReplicationSource>(['replicationsource', name, '-n', namespace]);
  return source && drillRecordOf(source);
}

/** Changes bytes inside, so that the length stays and only reading reveals it. */
async function changeLargestPack(app: string): Promise<void> {
  const folder = path.join(paths.repositories, `${namespace}-${app}`, 'data');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
  const [largest] = sizes.toSorted((a, b) => b.size - a.size);
  if (largest === undefined) throw new Error(`${folder} has no pack`);
  await chmod(largest.file, 0o644);
  const handle = await open(largest.file, 'r+');
  for (let at = 1000; at < largest.size / 2; at += 1000) await handle.write(Buffer.from('XXXX'), 0, 4, at);
  await handle.close();
}
