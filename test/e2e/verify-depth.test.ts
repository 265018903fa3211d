import { chmod, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { appRepository } from '../lab/app-repository.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

let namespace: string;
/** By app: the folder of its repository on the NFS server. */
const folders: Record<string, string> = {};

beforeAll(async () => {
  namespace = await createNamespace('depth');
  const apps = ['sound', 'changed', 'short'];
  await Promise.all(apps.map((name) => createApp({ name, namespace, bootstrap: false, bytesPerFile: 50_000 })));
  for (const app of apps) folders[app] = (await appRepository({ app, namespace })).folder;
});

afterAll(async () => {
  await removeNamespace(namespace);
});

interface Report {
  readonly depth: string;
  readonly pods: readonly unknown[];
  readonly apps: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly reason?: string;
    readonly message: string;
    readonly details: readonly string[];
    readonly listed?: { readonly path: string; readonly snapshots: number; readonly locks: number };
  }[];
  readonly repositories?: readonly { readonly path: string }[];
}

async function verified(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await volsyncctl(['verify', ...args, '-n', namespace, '-o', 'json']);
  return { exitCode, stderr, ...(JSON.parse(stdout) as Report) };
}

describe('a damaged repository', () => {
  it('with a changed pack is found by reading the data, with the affected snapshots, and not by its structure', async () => {
    const pack = await largestPack('changed');
    const before = await backup('changed');
    await chmod(pack, 0o644);
    await writeFile(pack, 'XXXX', { flag: 'r+' });
    const structure = await verified('changed', '--depth', 'metadata');
    expect(structure).toMatchObject({ exitCode: 0, depth: 'metadata' });
    const { exitCode, apps, stderr } = await verified('changed', '--depth', 'data');
    expect(exitCode).toBe(9);
    expect(apps[0]).toMatchObject({ verdict: 'unprotected', reason: 'damaged' });
    const details = apps[0]?.details.join('\n') ?? '';
    expect(details).toMatch(new RegExp(`^pack ${path.basename(pack)} contains \\d+ errors?`));
    expect(details).toMatch(/^snapshots: [0-9a-f]{8}$/m);
    expect(details).toContain('/file-1');
    expect(details).toContain(`restic recommends: restic repair packs ${path.basename(pack)}`);
    expect(stderr).toMatch(/about \d+\.\d KiB will be read from the repository/);
    await before.restore();
    expect(await verified('changed', '--depth', 'data', '--read-data', '1/1')).toMatchObject({ exitCode: 0 });
  });

  it('without a pack is found by its index at every depth with the password; while it is locked, that may be a false alarm', async () => {
    await rm(await largestPack('short'));
    const damaged = await verified('short', '--depth', 'metadata');
    expect(damaged).toMatchObject({ exitCode: 9, apps: [{ verdict: 'unprotected', reason: 'damaged' }] });
    expect(damaged.apps[0]?.details[0]).toMatch(/^pack [0-9a-f]{64}: does not exist$/);
    expect(await verified('short')).toMatchObject({ exitCode: 9, apps: [{ reason: 'damaged' }] });
    for (const target of [['--in-place'], ['--to', 'pvc/new']]) {
      const refused = await volsyncctl(['restore', 'short', ...target, '--latest', '--dry-run', '-n', namespace]);
      expect([refused.exitCode, refused.stderr]).toEqual([
        9,
        expect.stringMatching(/cannot be restored whole: 1 damaged/),
      ]);
    }
    await writeFile(path.join(folders['short'] ?? '', 'locks', 'a'.repeat(64)), 'x', { mode: 0o644 });
    const locked = await verified('short', '--depth', 'metadata');
    expect(locked).toMatchObject({ exitCode: 10, apps: [{ verdict: 'unknown', reason: 'damaged' }] });
  });

  describe('without any of the files in', () => {
    it.each<readonly [string, RegExp]>([
      ['data', /data\/ holds no pack|damaged object/],
      ['index', /index\/ holds no file|damaged object/],
      ['keys', /keys\/ holds no key/],
    ])('%s/ is found at every depth', async (part, message) => {
      const before = await backup('changed');
      await emptyPart('changed', part);
      for (const depth of ['listing', 'snapshots', 'metadata']) {
        const { exitCode, apps } = await verified('changed', '--depth', depth);
        const { reason, message: said } = apps[0] ?? {};
        expect([depth, exitCode, reason, said]).toEqual([depth, 9, 'damaged', expect.stringMatching(message)]);
      }
      await before.restore();
      const { exitCode, apps } = await verified('changed', '--depth', 'listing');
      expect([exitCode, apps[0]?.reason]).toEqual([10, 'files-present']);
    });
  });
});

describe('a listing', () => {
  it('judges all apps by the files of their repositories, with one pod and no password', async () => {
    await kubectl(['patch', 'secret', 'sound-volsync-secret', '-n', namespace, '-p', wrongPassword]);
    await rm(folders['changed'] ?? '', { recursive: true });
    const { exitCode, depth, pods, apps, repositories } = await verified('--depth', 'listing');
    expect({ exitCode, depth, pods: pods.length }).toEqual({ exitCode: 9, depth: 'listing', pods: 1 });
    const repository = (app: string) => `/repository/${namespace}-${app}`;
    expect(apps).toEqual([
      expect.objectContaining({ name: 'changed', verdict: 'unprotected', reason: 'repository-missing' }),
      expect.objectContaining({
        name: 'short',
        verdict: 'unknown',
        reason: 'files-present',
        listed: expect.objectContaining({ path: repository('short'), snapshotCount: 1, locks: 1 }) as unknown,
      }),
      expect.objectContaining({ name: 'sound', verdict: 'unknown', reason: 'files-present' }),
    ]);
    expect(repositories?.map((one) => one.path)).toEqual(
      expect.arrayContaining([repository('short'), repository('sound')]),
    );
    // What the files do not show: the password is wrong.
    expect(await verified('sound')).toMatchObject({ exitCode: 9, apps: [{ reason: 'wrong-password' }] });
  });

  it('is one table for people, which says what it is based on', async () => {
    const { stdout, exitCode } = await volsyncctl(['verify', 'short', '-n', namespace, '--depth', 'listing']);
    expect(exitCode).toBe(10);
    expect(stdout).toMatch(/^APP +VERDICT +NEWEST +SNAPSHOTS +LOCKS +SIZE +REPOSITORY$/m);
    expect(stdout).toMatch(/short +\? files present /);
    expect(stdout).toMatch(/^1 unknown · by file listing only · 1 pod, /m);
  });
});

it.each([
  [['--read-data', '5%'], '--read-data 5% goes with --depth data'],
  [['--depth', 'data', '--read-data', '13/12'], "'13/12' is invalid. Expected a part such as 5%, 1/12 or 2G."],
  [['--depth', 'deep'], "'deep' is invalid. Allowed choices are listing, snapshots, metadata, data."],
])('%j is refused before anything is done', async (flags, message) => {
  const { exitCode, stderr } = await volsyncctl(['verify', 'sound', '-n', namespace, ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

const wrongPassword = JSON.stringify({ stringData: { RESTIC_PASSWORD: 'not-the-password' } });

async function largestPack(app: string): Promise<string> {
  const data = path.join(folders[app] ?? '', 'data');
  const files = (await readdir(data, { recursive: true })).map((file) => path.join(data, file));
  const sizes = await Promise.all(files.map(async (file) => ({ file, entry: await stat(file) })));
  const packs = sizes.filter(({ entry }) => entry.isFile()).toSorted((a, b) => b.entry.size - a.entry.size);
  return packs[0]?.file ?? '';
}

/** Removes every file of a part of a repository. */
async function emptyPart(app: string, part: string): Promise<void> {
  const folder = path.join(folders[app] ?? '', part);
  for (const entry of await readdir(folder)) await rm(path.join(folder, entry), { recursive: true });
}

/** Saves a repository, including owners, to be restored later. */
async function backup(app: string): Promise<{ restore(): Promise<void> }> {
  const folder = folders[app] ?? '';
  await execa('cp', ['-a', folder, `${folder}.kept`]);
  return {
    restore: async () => {
      await rm(folder, { recursive: true });
      await rename(`${folder}.kept`, folder);
    },
  };
}
