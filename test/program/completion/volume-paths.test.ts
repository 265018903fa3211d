import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberFolder } from '../../../src/cli/recent-paths.ts';
import type { FileEntry } from '../../../src/files/file-entry.ts';
import { openCompletionCache } from '../../../src/local-files/completion-cache.ts';
import { cluster, completed } from '../../fakes/completed.ts';

let folder: string;
const cache = () => openCompletionCache(folder, () => new Date());
const server = cluster().server;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-volume-paths-'));
  const io = { completionCache: () => Promise.resolve(cache()) };
  const web = { namespace: 'default', kind: 'app', app: 'web' } as const;
  await rememberFolder(
    io,
    { server },
    { target: web, folder: '/', entries: [dir('/conf'), file('/over ride'), file('/notes.txt')] },
  );
  await rememberFolder(
    io,
    { server },
    { target: web, folder: '/conf', entries: [file('/conf/a.yaml'), file('/conf/$(id)')] },
  );
  const films = { namespace: 'media', kind: 'claim', claim: 'films' } as const;
  await rememberFolder(io, { server }, { target: films, folder: '/', entries: [dir('/2020')] });
});

afterAll(() => rm(folder, { recursive: true }));

describe('__complete of paths in a volume', () => {
  it.each<[string[], string[], string]>([
    [['ls', 'web:'], ['web:/conf/', 'web:/notes.txt'], ':4'],
    [['ls', 'web:/c'], ['web:/conf/'], ':6'],
    [['ls', 'web:co'], ['web:conf/'], ':6'],
    [['cat', 'web:/conf/'], ['web:/conf/a.yaml'], ':4'],
    [['cat', 'web:conf/a'], ['web:conf/a.yaml'], ':4'],
    [['cp', 'default/web:/no'], ['default/web:/notes.txt'], ':4'],
    [['history', 'web:/no'], ['web:/notes.txt'], ':4'],
    [['restore', 'web:/no'], ['web:/notes.txt'], ':4'],
    [['browse', 'web:/c'], ['web:/conf/'], ':6'],
    [['ls', 'media/pvc/films:/'], ['media/pvc/films:/2020/'], ':6'],
    [['ls', 'mail:/'], [], ':4'],
    [['ls', 'web:/other/'], [], ':4'],
    [['ls', 'media/web:/'], [], ':4'],
    [['ls', 'UPPER:/'], [], ':4'],
  ])('offers what was listed in that folder of that volume: %j', async (words, values, directive) => {
    expect(await completed(words, { cluster: cluster(), completionCache: cache() })).toEqual({ values, directive });
  });
});

function dir(at: string): FileEntry {
  return { path: at, type: 'dir', mode: 0o755, uid: 0, gid: 0, size: undefined, time: new Date(0) };
}

function file(at: string): FileEntry {
  return { ...dir(at), type: 'file', size: 1 };
}
