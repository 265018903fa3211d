import { readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewApp } from '../lab/app.ts';
import { appVariants } from '../lab/app-variants.ts';
import { setFault } from '../lab/fault.ts';
import { patch, until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { forgetSnapshot, snapshotsOf } from './repository.ts';
import { backedUp, verified, type VerifyRun } from './verify-document.ts';

let namespace: string;
let second: string;
let all: VerifyRun;

beforeAll(async () => {
  [namespace, second] = await Promise.all([createNamespace('look'), createNamespace('look-too')]);
  await pMap(
    [
      ...['web', 'gone', 'older'].map((name) => ({ name, namespace })),
      { name: 'empty', namespace, files: 0 },
      { name: 'far', namespace: second },
    ],
    backedUp,
    { concurrency: 2 },
  );
  await syncAgain('older');
  await forget('gone');
  await forget('older');
  const web = `/repository/${namespace}-web`;
  await Promise.all([
    unsynced({ name: 'typo', repository: `${web}e` }),
    unsynced({ name: 'wrong', repository: web, password: 'not-the-password' }),
    unsynced({ name: 'secret', source: { paused: true, ...appVariants['missing-secret'] } }),
    unsynced({ name: 'copier', source: appVariants.external }),
  ]);
  all = await verified(['-n', namespace]);
}, 300_000);

afterAll(async () => {
  await Promise.all([namespace, second].map(removeNamespace));
});

describe('verify judges by what is in the repository', () => {
  it.each([
    ['web', 'protected', undefined, /^$/],
    ['gone', 'unprotected', 'no-snapshot', /although VolSync reports a successful sync/],
    ['older', 'unprotected', 'mismatch', /VolSync reports snapshot [0-9a-f]{8}, which is not in the repository/],
    ['empty', 'unprotected', 'repository-missing', /the last sync found an empty volume and backed up nothing/],
    ['typo', 'unprotected', 'repository-missing', /there is no repository at \/repository\/\S+-webe$/],
    ['wrong', 'unprotected', 'wrong-password', /the password does not open the repository/],
    ['secret', 'unprotected', 'secret-missing', /there is no Secret no-such-secret/],
    ['copier', 'unknown', 'unsupported-mover', /the mover is external/],
  ])('%s is %s (%s)', (name, verdict, reason, message) => {
    const app = all.apps.find((one) => one.name === name);
    expect(app).toMatchObject({ namespace, verdict, message: expect.stringMatching(message) as string });
    expect(app?.reason).toBe(reason);
  });

  it('with one pod for all apps of a namespace, and the worst exit code', () => {
    expect(all.pods).toHaveLength(1);
    expect(all.exitCode).toBe(9);
  });

  it.each([
    ['web', 0],
    ['gone', 9],
    ['copier', 10],
  ])('%s alone ends with %i', async (app, exitCode) => {
    const run = await verified([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(exitCode);
  });

  it('reports the existing apps for a missing one', async () => {
    const { stderr, exitCode } = await volsyncctl(['verify', 'wbe', '-n', namespace]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/There is no ReplicationSource wbe in namespace \S+\.\n.*There are: .*\bweb\b/);
  });

  it('names the snapshot that really exists, with its numbers', async () => {
    const [snapshot] = await snapshotsOf(namespace, 'web');
    expect(all.apps.find(({ name }) => name === 'web')).toMatchObject({
      snapshotCount: 1,
      repository: `/repository/${namespace}-web`,
      newest: { id: snapshot?.id, files: 3, bytes: 3072 },
    });
  });

  it('sees what status cannot', async () => {
    const { stdout } = await volsyncctl(['status', 'gone', '-n', namespace, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ sources: [{ state: 'idle', problems: [] }] });
    expect(all.apps.find(({ name }) => name === 'gone')?.verdict).toBe('unprotected');
  });

  it('and by --max-age', async () => {
    const run = await verified(['web', '-n', namespace, '--max-age', '1s']);
    expect(run.apps[0]).toMatchObject({ verdict: 'unprotected', reason: 'stale' });
    expect(run.exitCode).toBe(9);
    expect((await verified(['web', '-n', namespace, '--max-age', '26h'])).exitCode).toBe(0);
  });

  it('for two namespaces', async () => {
    const run = await verified([`${namespace}/web`, `${second}/far`]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.pods.map((pod) => pod.namespace).sort()).toEqual([namespace, second].sort());
  });

  it('for a repository that was renamed', async () => {
    renameSync(folderOf('web'), folderOf('elsewhere'));
    const run = await verified(['web', '-n', namespace]);
    renameSync(folderOf('elsewhere'), folderOf('web'));
    expect(run.apps[0]).toMatchObject({ verdict: 'unprotected', reason: 'repository-missing' });
    expect(run.apps[0]?.message).toBe(`there is no repository at /repository/${namespace}-web`);
    expect(run.exitCode).toBe(9);
  });

  it.each(['stale-lock', 'stale-exclusive-lock'] as const)('with any lock in it: %s', async (fault) => {
    const target = { app: 'web', namespace };
    await setFault(fault, 'on', target);
    expect(readdirSync(path.join(folderOf('web'), 'locks'))).toHaveLength(1);
    const run = await verified(['web', '-n', namespace]);
    await setFault(fault, 'off', target);
    expect(run.exitCode, run.stderr).toBe(0);
  });

  it('and changes nothing in the repository', async () => {
    const before = await contentOf(folderOf('web'));
    expect(before).toContain('/snapshots/');
    expect((await verified(['web', '-n', namespace])).exitCode).toBe(0);
    expect(await contentOf(folderOf('web'))).toBe(before);
  });
});

describe('verify shows the result', () => {
  it('in a table of 80 columns, with fixes', async () => {
    const { stdout, stderr } = await volsyncctl(['verify', '-n', namespace]);
    expect(stdout).toMatch(/^APP +VERDICT +SNAPSHOT +AGE +FILES +SIZE +SNAPSHOTS$/m);
    expect(stdout).toMatch(new RegExp(`^${namespace}/web +✔ protected +[0-9a-f]{8} +\\S+ ago +3 +3.0 KiB +1$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ {4}→ volsyncctl trigger gone -n ${namespace}$`, 'm'));
    expect(stdout).toMatch(/^6 unprotected · 1 unknown · 1 protected · 1 pod, \d+s$/m);
    const rows = stdout.split('\n').filter((line) => !line.startsWith('      ')); // restic's own messages stay unchanged
    expect(Math.max(...rows.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toBe('► reading the repositories of 7 apps');
  });

  it('like a nightly run with -q: nothing if all is well, and otherwise only what is not', async () => {
    const night = (...apps: readonly (readonly [string, string])[]) =>
      pMap(apps, ([name, place]) => kubectl(['label', 'replicationsource', name, '-n', place, 'run=night']));
    await night(['web', namespace], ['far', second]);
    const run = () => volsyncctl(['verify', '-A', '-l', 'run=night', '-q']);
    expect(await run()).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
    await night(['gone', namespace]);
    const { stdout, stderr, exitCode } = await run();
    expect([stdout.match(/^\S+\/\S+/gm), stderr, exitCode]).toEqual([[`${namespace}/gone`], '', 9]);
    expect(stdout).toMatch(/^1 unprotected · /m);
  });

  it('wider, with the repository', async () => {
    const { stdout } = await volsyncctl(['verify', 'web', '-n', namespace, '-o', 'wide']);
    expect(stdout).toMatch(/ STORED +REPOSITORY$/m);
    expect(stdout).toMatch(new RegExp(` /repository/${namespace}-web$`, 'm'));
  });

  it('by names only', async () => {
    const { stdout } = await volsyncctl(['verify', 'web', 'gone', '-n', namespace, '-o', 'name']);
    expect(stdout).toBe('replicationsource.volsync.backube/gone\nreplicationsource.volsync.backube/web');
  });

  it('as a JUnit report', async () => {
    const apps = ['web', 'gone', 'copier'];
    const { stdout, exitCode } = await volsyncctl(['verify', ...apps, '-n', namespace, '-o', 'junit']);
    expect(exitCode).toBe(9);
    expect(stdout).toMatch(/<testsuite name="volsyncctl verify" tests="3" failures="1" errors="1"/);
    expect(stdout).toMatch(
      new RegExp(`<testcase name="gone" classname="${namespace}">\\s*<failure type="no-snapshot"`),
    );
    expect(stdout).toMatch(/<testcase name="copier" .*>\s*<error type="unsupported-mover"/);
  });
});

function folderOf(app: string): string {
  return path.join(paths.repositories, `${namespace}-${app}`);
}

/** Without VolSync's knowledge. */
async function forget(app: string): Promise<void> {
  const newest = (await snapshotsOf(namespace, app)).at(-1);
  await forgetSnapshot(namespace, app, newest?.id ?? '');
}

/** A second sync, in another hour as far as `retain` is concerned: both snapshots stay. */
async function syncAgain(app: string): Promise<void> {
  const spec = { trigger: { manual: 'again' }, restic: { retain: { hourly: null, daily: null, last: '5' } } };
  await patch(['replicationsource', app, '-n', namespace], { spec });
  const field = ['get', 'replicationsource', app, '-n', namespace, '-o', 'jsonpath={.status.lastManualSync}'];
  await until('it is synced again', async () => (await kubectl(field)) === 'again');
  expect(await snapshotsOf(namespace, app)).toHaveLength(2);
}

/** A source that VolSync leaves alone. */
async function unsynced(app: Omit<NewApp, 'namespace'>): Promise<void> {
  await backedUp({ namespace, source: { paused: true }, waitFor: 'nothing', ...app });
}

/** Every file with its checksum, owner, mode and times. */
async function contentOf(folder: string): Promise<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));
  const plain = files.filter((file) => statSync(file).isFile());
  const { stdout } = await execa('sha256sum', plain);
  const about = files.map((file) => {
    const { mode, uid, gid, mtimeMs, ctimeMs } = statSync(file);
    return [file, mode, uid, gid, mtimeMs, ctimeMs].join(' ');
  });
  return [...about.sort(), stdout].join('\n');
}
