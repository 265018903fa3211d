import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSnapshotCache } from '../../src/local-files/snapshot-cache.ts';

let folder: string;
let now = new Date('2026-11-23T15:00:00Z');
const key = ['https://10.0.0.1:6443', 'home', 'web'];
const snapshots = [{ id: '724684cd', time: '2026-11-23T14:00:05Z' }];
const cache = () => openSnapshotCache(folder, () => now);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-snapshot-cache-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the cache of snapshots', () => {
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

  it('keeps nothing without a folder', async () => {
    const none = openSnapshotCache(undefined, () => now);
    await none.remember(key, snapshots);
    expect(await none.recall(key)).toEqual([]);
  });
});
