import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { freshClaim, hasClaim, leftOfRestore, restored } from './restore-lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('restore-lost');
  const quiet = { bootstrap: false, schedule: '0 0 1 1 *' };
  await createApp({ ...quiet, name: 'web', namespace, files: 1500, bytesPerFile: 200_000 });
}, 180_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

it('a repository that is lost during a restore is an error, and nothing incomplete is left', async () => {
  const claim = freshClaim();
  const repository = path.join(paths.repositories, `${namespace}-web`);
  const running = start(['restore', 'web', '-n', namespace, '--to', `pvc/${claim}`, '--timeout', '60s']);
  await said(running.stderr, /restic restores/);
  renameSync(repository, `${repository}.lost`);
  try {
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode, stderr).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/The restore of snapshot [0-9a-f]{8} into PVC \S+ fails: |Nothing was restored: /);
    expect(await leftOfRestore(namespace), stderr).toEqual([]);
    expect(await hasClaim(namespace, claim)).toBe(false);
  } finally {
    // The mover's next attempt may have created a new one.
    rmSync(repository, { recursive: true, force: true });
    renameSync(`${repository}.lost`, repository);
  }
});

it('and can be restored from when it is back', async () => {
  const run = await restored(namespace, ['web', '--to', `pvc/${freshClaim()}`]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/compared: 1,5\d\d entries with the snapshot's content/);
});

it('cleanup removes what a killed restore leaves, but no restored volume', async () => {
  const [complete, half] = [freshClaim(), freshClaim()];
  const done = await restored(namespace, ['web', '--to', `pvc/${complete}`]);
  expect(done.exitCode, done.stderr).toBe(0);
  const running = start(['restore', 'web', '-n', namespace, '--to', `pvc/${half}`]);
  await said(running.stderr, /restic restores/);
  running.kill('SIGKILL');
  await running;
  expect((await leftOfRestore(namespace)).length).toBeGreaterThanOrEqual(2);
  await until('cleanup has removed all', async () => {
    await volsyncctl(['cleanup', '-n', namespace, '--yes']);
    return (await leftOfRestore(namespace)).length === 0;
  });
  expect([await hasClaim(namespace, half), await hasClaim(namespace, complete)]).toEqual([false, true]);
});
