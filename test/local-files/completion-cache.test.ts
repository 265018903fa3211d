import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompletionCache } from '../../src/local-files/completion-cache.ts';

let folder: string;
let now = new Date('2026-11-23T15:00:00Z');
const key = ['https://10.0.0.1:6443', 'home', 'web'];
const snapshots = [{ id: '724684cd', time: '2026-11-23T14:00:05Z' }];
const cache = () => openCompletionCache(folder, () => now).snapshots;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-completion-cache-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the cache of completion', () => {
  it('gives back what it was given, for one cluster and app, to this user alone', async () => {
    await cache().remember(key, snapshots);
    expect(await cache().recall(key)).toEqual(snapshots);
    expect(await cache().recall([...key.slice(0, 2), 'mail'])).toEqual([]);
    const [file = ''] = await readdir(path.join(folder, 'snapshots'));
    expect((await stat(path.join(folder, 'snapshots', file))).mode & 0o077).toBe(0);
  });

  it('forgets it after minutes, and where the clock was set back', async () => {
    now = new Date('2026-11-23T15:09:00Z');
    expect(await cache().recall(key)).toEqual(snapshots);
    now = new Date('2026-11-23T15:11:00Z');
    expect(await cache().recall(key)).toEqual([]);
    now = new Date('2026-11-23T14:00:00Z');
    expect(await cache().recall(key)).toEqual([]);
  });

  it.each(['', '{', '{"savedAt":0}', 'null'])('takes a file with %j for none', async (text) => {
    now = new Date('2026-11-23T15:00:00Z');
    const [file = ''] = await readdir(path.join(folder, 'snapshots'));
    await writeFile(path.join(folder, 'snapshots', file), text);
    expect(await cache().recall(key)).toEqual([]);
    expect(await readFile(path.join(folder, 'snapshots', file), 'utf8')).toBe(text);
  });

  it('removes what is too old as soon as something else is remembered', async () => {
    const names = openCompletionCache(folder, () => now).paths;
    now = new Date();
    await names.remember([...key, '/old'], ['a']);
    const [old = ''] = await readdir(path.join(folder, 'paths'));
    const before = new Date(now.getTime() - 11 * 60_000);
    await utimes(path.join(folder, 'paths', old), before, before);
    await names.remember([...key, '/new'], ['b']);
    expect(await names.recall([...key, '/new'])).toEqual(['b']);
    expect(await readdir(path.join(folder, 'paths'))).not.toContain(old);
  });

  it('keeps nothing without a folder', async () => {
    const none = openCompletionCache(undefined, () => now).snapshots;
    await none.remember(key, snapshots);
    expect(await none.recall(key)).toEqual([]);
  });
});
