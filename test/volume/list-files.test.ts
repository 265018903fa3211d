import { describe, expect, it } from 'vitest';
import { ls } from '../../src/volume/list-files.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { left, options, programs, web, worldWith } from '../fakes/volume-look.ts';

type Say = Parameters<typeof programs>[1];

/** The listing of a pod with these lines of `MODE SIZE TIME NAME`; modes as stat prints them. */
const lists =
  (lines: readonly string[], end: { readonly errors?: string; readonly exitCode?: number } = {}): Say =>
  ({ command }) => {
    const mark = /volsyncctl-[0-9a-f]{16}/.exec(command[2] ?? '')?.[0] ?? '';
    const record = (line: string) => {
      const [mode = '', size = '', time = '', name = ''] = line.split(' ');
      return `${mark} ${mode} ${size} ${time} 4000 4001 ${name}${mark}'${name}'${mark}\n`;
    };
    return { out: lines.map(record).join(''), ...end };
  };

const folder = '41ed 9 1764000000 .';
const files = [folder, '81a4 5 30 ./b', '81a4 70 20 ./a', '41ed 9 10 ./c', '81a4 5 30 ./B'];

function listed(say: Say, request: Partial<Parameters<typeof ls>[0]> = {}) {
  const world = worldWith();
  programs(world, say);
  const result = ls({ target: web, path: '/', isRecursive: false, sort: 'name', ...request }, options, world);
  return { world, result };
}

describe('an answer that would be wrong', () => {
  it('is none: what could not be read to its end is not called whole', async () => {
    const say = lists(files, { errors: 'find: ./c: Permission denied\n', exitCode: 1 });
    const { result } = listed(say, { isRecursive: true });
    expect(await result).toMatchObject({ outcome: 'unknown', unreadable: ['find: ./c: Permission denied'] });
  });

  it('is none: a folder that may not be read is not empty', async () => {
    const { result, world } = listed(lists([folder], { errors: 'find: .: Permission denied\n', exitCode: 1 }));
    expect((await caught(result)).kind).toBe('failed');
    expect(left(world)).toBe(0);
  });

  it('is none: a listing that ends in the middle is no folder with less in it', async () => {
    const { result, world } = listed((request) => {
      const { out = '' } = lists(files)(request);
      return { out: String(out).slice(0, -30) };
    });
    await expect(result).rejects.toThrow('the listing was truncated');
    expect(left(world)).toBe(0);
  });

  it('is none: what is not there is not empty', async () => {
    const { result } = listed(lists([], { exitCode: 66 }), { path: '/gone' });
    expect(await caught(result)).toMatchObject({ kind: 'not-found', message: 'There is no "/gone" in the volume.' });
  });
});

describe('ls', () => {
  it('says what is in a folder, where that is, and as whom it looked; no pod is left', async () => {
    const { result, world } = listed(lists([folder]));
    const { pod, ...found } = await result;
    expect(found).toMatchObject({ outcome: 'ok', place: 'live', snapshot: undefined, entries: [], unreadable: [] });
    expect(found.user).toMatchObject({ uid: expect.any(Number) as unknown });
    expect(pod.name).toMatch(/^volsyncctl-ls-/);
    expect(left(world)).toBe(0);
  });

  it.each([
    ['name', ['/B', '/a', '/b', '/c']],
    ['size', ['/a', '/B', '/b', '/c']],
    ['time', ['/B', '/b', '/a', '/c']],
  ] as const)('sorts by %s, and what is alike in that by name', async (sort, paths) => {
    const { result } = listed(lists(files), { sort });
    expect((await result).entries.map(({ path }) => path)).toEqual(paths);
  });

  it('says of a file what it is, alone', async () => {
    const { result } = listed(lists(['81a4 5 30 ./conf/app.yaml']), { path: '/conf/app.yaml' });
    expect((await result).entries).toMatchObject([{ path: '/conf/app.yaml', size: 5, uid: 4000, gid: 4001 }]);
  });
});
