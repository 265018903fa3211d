import { appendFile, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRunProgress } from '../../src/local-files/run-progress.ts';

let parent: string;
let folder: string;
beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'volsyncctl-run-progress-'));
  folder = path.join(parent, 'runs');
});
afterAll(() => rm(parent, { recursive: true }));

const open = (...key: readonly string[]) => openRunProgress(folder, key, () => new Date());
const linesOf = (...key: readonly string[]) => Array.fromAsync(open(...key).read());

it('keeps the lines of a run for another one with the same key, for this user alone', async () => {
  expect(await linesOf('a')).toEqual([]);
  expect(await open('a').append(['one', 'two'])).toBe(true);
  expect(await open('a').append(['three'])).toBe(true);
  expect(await linesOf('a')).toEqual(['one', 'two', 'three']);
  expect(await linesOf('b')).toEqual([]);
  const [file = ''] = await readdir(folder);
  expect((await stat(path.join(folder, file))).mode & 0o077).toBe(0);
  expect((await stat(folder)).mode & 0o077).toBe(0);
});

it('shows the incomplete last line of a killed run as it is', async () => {
  const [file = ''] = await readdir(folder);
  await appendFile(path.join(folder, file), '{"cut');
  expect((await linesOf('a')).at(-1)).toBe('{"cut');
});

it('forgets a run that is removed, and with it those that nobody continued within a day', async () => {
  await open('old').append(['x']);
  for (const name of await readdir(folder)) await utimes(path.join(folder, name), 0, 0);
  await open('new').append(['y']);
  await open('a').remove();
  expect([await linesOf('a'), await linesOf('old'), await linesOf('new')]).toEqual([[], [], ['y']]);
});

it('keeps nothing without a folder', async () => {
  const none = openRunProgress(undefined, ['a'], () => new Date());
  expect(await none.append(['x'])).toBe(false);
  expect(await Array.fromAsync(none.read())).toEqual([]);
  await none.remove();
});
