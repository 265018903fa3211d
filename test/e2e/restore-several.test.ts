import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { hasClaim, leftOfRestore } from './restore-lab.ts';

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

it('restores every app that has a backup into a new PVC, and names the one that has none', async () => {
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
  const isThere = await Promise.all(apps.map((name) => hasClaim(namespace, `${name}-restored`)));
  expect([isThere, await leftOfRestore(namespace)], run.stderr).toEqual([[true, true], []]);
});

it('restores apps in place at the same time, each as a transaction', async () => {
  const files = () => Promise.all(apps.map((name) => inApp(namespace, name, 'ls; cat file-*')));
  const saved = await files();
  await Promise.all(apps.map((name) => inApp(namespace, name, 'echo changed > file-1; echo new > extra')));
  const run = await restore(...apps, '--in-place', '--yes', '--enable-file-deletion', '--max-parallel', '2');
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/\/db +✔ restored +\S+s [^]*\/web +✔ restored +\S+s [^]*2 restored · /);
  expect([await files(), await leftOfRestore(namespace)]).toEqual([saved, []]);
});
