import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { hasClaim, leftOfRestore } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
const apps = ['db', 'web'] as const;

beforeAll(async () => {
  namespace = await createNamespace('restore-several');
  const quiet = { namespace, schedule: '0 0 1 1 *', bootstrap: false };
  await Promise.all([
    ...apps.map((name) => createApp({ ...quiet, name })),
    // Its volume is empty, so it has no backup.
    createApp({ ...quiet, name: 'bare', files: 0 }),
  ]);
}, 300_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

const restore = (...args: readonly string[]) => volsyncctl(['restore', '-n', namespace, ...args]);
const hasNewClaims = () => Promise.all(apps.map((name) => hasClaim(namespace, `${name}-restored`)));

it('restores all apps into new PVCs, or none if one cannot be restored and that was not accepted', async () => {
  const refused = await restore('--all', '--to-new', '--yes');
  expect([refused.exitCode, refused.stdout], refused.stderr).toEqual([9, '']);
  expect(refused.stderr).toMatch(
    /1 of 3 apps cannot be restored; nothing was changed\.\n +\S+\/bare: There is no snapshot/,
  );
  expect(await hasNewClaims()).toEqual([false, false]);
  const flags = ['--yes', '--skip-unrestorable', '--max-parallel', '2', '-o', 'json'];
  const run = await restore('--all', '--to-new', ...flags);
  expect(run.exitCode, run.stderr).toBe(9);
  const restored = { state: 'restored', outcome: 'ok', restore: { provenBy: 'comparison', check: { kind: 'same' } } };
  expect(JSON.parse(run.stdout), run.stderr).toMatchObject({
    apps: [
      { app: 'bare', state: 'unrestorable', outcome: 'unprotected' },
      { ...restored, app: 'db', claim: 'db-restored' },
      { ...restored, app: 'web', claim: 'web-restored' },
    ],
  });
  expect([await hasNewClaims(), await leftOfRestore(namespace)], run.stderr).toEqual([[true, true], []]);
});

it('restores apps in place, each as a transaction; Ctrl-C starts no further one', async () => {
  const digests = () => Promise.all(apps.map((name) => volumeDigests(namespace, name)));
  const saved = await digests();
  const damage = () =>
    Promise.all(apps.map((name) => inApp(namespace, name, 'echo changed > file-1; echo new > extra')));
  await damage();
  const flags = ['--in-place', '--yes', '--enable-file-deletion'];
  const run = await restore(...apps, ...flags, '--max-parallel', '2');
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/\/db +✔ restored +\d+s [^]*\/web +✔ restored +\d+s [^]*2 restored · \d+s\n/);
  expect(await digests()).toEqual(saved);
  await damage();
  const running = start(['restore', ...apps, '-n', namespace, ...flags]);
  await said(running.stderr, /5 of 6/);
  running.kill('SIGINT');
  const interrupted = await running;
  expect(interrupted.exitCode, interrupted.stderr).toBe(130);
  const both = /\/db +✗ interrupted [^]*→ roll back: volsyncctl restore abort db [^]*\/web +✗ not started/;
  expect(interrupted.stdout).toMatch(both);
  const again = await restore(...apps, ...flags);
  expect([again.exitCode, again.stdout], again.stderr).toEqual([4, '']);
  const [first] = await Promise.all([restore('resume', 'db', '--yes'), restore('web', ...flags)]);
  expect(first.exitCode, first.stderr).toBe(0);
  expect([await digests(), await leftOfRestore(namespace)]).toEqual([saved, []]);
});
