import { describe, expect, it } from 'vitest';
import { ls } from '../../src/volume/list-files.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { printedSnapshots, snapshotNamed, wholeId } from '../fakes/repository-objects.ts';
import { left, options, programs, web, worldWith } from '../fakes/volume-look.ts';

const seen = snapshotNamed('4be1c0de', '2026-11-23T15:00:05Z');
const snapshotLine = { ...(JSON.parse(printedSnapshots(seen)) as object[])[0], message_type: 'snapshot' };
const node = (path: string, type = 'file') => ({
  ...{ message_type: 'node', path, type, mode: 0o644, uid: 1000, gid: 1000, mtime: '2026-11-23T15:00:00Z' },
  ...(type === 'file' && { size: 5 }),
});
const treeNode = (name: string) => ({ name, type: 'symlink', mode: 0o777, uid: 0, gid: 0, linktarget: '/etc' });

/** Lists a folder of the newest snapshot, whose root restic lists with these lines; also returns restic's arguments. */
async function listing(path: string, lines: readonly object[] | string, tree: readonly object[] = []) {
  const world = worldWith();
  const asked: string[] = [];
  programs(world, ({ command }) => {
    // restic's command is in the text of its script, or at the end of one with paths.
    const ofScript = command[2]?.includes('cat tree') === true ? 'cat tree' : '';
    const what = ['snapshots', 'cat tree', 'ls'].find((words) => `${ofScript} ${command[4]}`.includes(words)) ?? '';
    asked.push(what);
    if (what === 'snapshots') return { out: printedSnapshots(seen) };
    if (what === 'cat tree') return { out: JSON.stringify({ nodes: tree }) };
    if (typeof lines === 'string') return { errors: lines, exitCode: 1 };
    return { out: lines.map((line) => `${JSON.stringify(line)}\n`).join('') };
  });
  const place = { kind: 'backup', selector: { name: 'latest' } } as const;
  const request = { target: web, path, isRecursive: false, sort: 'name' } as const;
  const { snapshot, entries } = await ls(request, { ...options, origin: place }, world);
  expect(left(world)).toBe(0);
  return { id: snapshot?.id, paths: entries.map((entry) => entry.path), asked, entries };
}

describe('the root of a backup', () => {
  it('is told together with its snapshot, by one run of restic', async () => {
    const { id, paths, asked } = await listing('/', [snapshotLine, node('/a'), node('/d', 'dir')]);
    expect({ id, paths, asked }).toEqual({ id: wholeId('4be1c0de'), paths: ['/a', '/d'], asked: ['ls'] });
  });

  const tree = ['a', 'l', 'z'].map(treeNode);
  const whole = [{ path: '/a' }, { path: '/l', type: 'symlink', target: '/etc' }, { path: '/z', target: '/etc' }];

  it.each([
    ['a link would not say where it points', [snapshotLine, node('/a'), node('/l', 'symlink'), node('/z')]],
    ['a name is no UTF-8', [snapshotLine, node('/a'), node('/\ufffd'), node('/z')]],
    ['restic prints something else', [snapshotLine, node('/a'), { message_type: 'oh' }]],
  ])('is told by the tree from where on %s', async (_why, lines) => {
    const { id, asked, entries } = await listing('/', lines, tree);
    expect({ id, asked }).toEqual({ id: wholeId('4be1c0de'), asked: ['ls', 'cat tree'] });
    expect(entries).toMatchObject(whole);
    expect(entries[0]?.type).toBe('file');
  });

  it.each([
    ['names no snapshot', [{ message_type: 'node' }]],
    ['fails', 'Fatal: Error loading snapshot 9f: ciphertext verification failed\n'],
  ])('is asked for by the longer way where restic %s', async (_why, lines) => {
    const { id, asked, entries } = await listing('/', lines, tree);
    expect({ id, asked }).toEqual({ id: wholeId('4be1c0de'), asked: ['ls', 'snapshots', 'cat tree'] });
    expect(entries).toMatchObject(whole.map(({ path }) => ({ path, type: 'symlink' })));
  });

  it('is not asked for where another folder is listed', async () => {
    expect((await listing('/d', [], [treeNode('l')])).asked).toEqual(['snapshots', 'cat tree']);
  });

  it('is asked for once where no answer comes in time', async () => {
    const world = worldWith();
    let runs = 0;
    programs(world, () => {
      runs += 1;
      return { errors: 'Head "http://nas/config": dial tcp 10.0.0.1:8000: connect: no route to host\n', exitCode: 124 };
    });
    const place = { kind: 'backup', selector: { name: 'latest' } } as const;
    const request = { target: web, path: '/', isRecursive: false, sort: 'name' } as const;
    const failure = await caught(ls(request, { ...options, origin: place }, world));
    expect([failure.kind, runs]).toEqual(['unknown', 1]);
    expect(failure.message).toContain('the repository cannot be reached');
  });

  it('that cannot be read at all is no empty folder', async () => {
    const world = worldWith();
    programs(world, () => ({ errors: 'Fatal: wrong password or no key found\n', exitCode: 12 }));
    const place = { kind: 'backup', selector: { name: 'latest' } } as const;
    const request = { target: web, path: '/', isRecursive: false, sort: 'name' } as const;
    expect((await caught(ls(request, { ...options, origin: place }, world))).kind).toBe('failed');
  });
});
