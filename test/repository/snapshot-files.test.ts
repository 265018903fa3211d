import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { snapshotFiles, type FilesRequest } from '../../src/repository/snapshot-files.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';
import { worldWith, type Restic } from '../fakes/fake-restic.ts';

const newest = snapshotNamed('bbbbbbbb', '2026-11-22T15:00:00Z');
const older = snapshotNamed('bbbbaaaa', '2026-11-21T15:00:00Z');
const options = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const app = { namespace: 'home', name: 'web' };

const head = JSON.stringify({ message_type: 'snapshot', id: newest.id });
const node = (path: string, type = 'file') =>
  JSON.stringify({ message_type: 'node', path, type, mode: 0o644, uid: 1, gid: 1, mtime: '2026-11-20T00:00:00Z' });

/** Lists the snapshots, and answers `ls` with these lines. */
function resticWith(lines: readonly string[], asked: string[] = []): Restic {
  return (_app, args) => {
    if (args[0] === 'snapshots') return { output: [printedSnapshots(newest, older)] };
    asked.push(args.join(' '));
    return { output: lines };
  };
}

async function files(request: Partial<FilesRequest>, restic: Restic, cut = false) {
  const world = worldWith([sourceObject()], restic, cut);
  const complete = { app, snapshot: 'latest', path: '/', isRecursive: false, ...request };
  const result = snapshotFiles(complete, options, world);
  await result.catch(() => undefined);
  expect(world.cluster.stored(resources.pods)).toEqual([]);
  return result;
}

describe('snapshotFiles', () => {
  it('lists what is in a folder, without the folder', async () => {
    const asked: string[] = [];
    const restic = resticWith([head, node('/conf', 'dir'), node('/conf/a')], asked);
    const result = await files({ path: 'conf/', isRecursive: true }, restic);
    expect(asked).toEqual(['ls --json --recursive latest /conf']);
    expect(result).toMatchObject({ path: '/conf', snapshot: { id: newest.id }, entries: [{ path: '/conf/a' }] });
  });

  it.each([
    ['/', '/'],
    ['conf/../-x', '/-x'],
    ['../../etc', '/etc'],
    ['a b', '/a b'],
  ])('asks for %j as %j, which can be no flag', async (path, expected) => {
    const asked: string[] = [];
    await files({ path }, resticWith([head, node(expected)], asked));
    expect(asked).toEqual([`ls --json latest ${expected}`]);
  });

  it('shows a file by its own path, and an empty folder as one', async () => {
    expect((await files({ path: '/a' }, resticWith([head, node('/a')]))).entries).toHaveLength(1);
    expect((await files({ path: '/a' }, resticWith([head, node('/a', 'dir')]))).entries).toEqual([]);
    expect((await files({}, resticWith([head]))).entries).toEqual([]);
  });

  it.each<[string, Partial<FilesRequest>, Restic, object]>([
    ['a path that is not there', { path: '/x' }, resticWith([head]), { kind: 'not-found' }],
    ['an id that is not there', { snapshot: 'deadbeef' }, resticWith([head]), { kind: 'unprotected' }],
    ['an id of two', { snapshot: 'bbbb' }, resticWith([head]), { kind: 'usage', message: /bbbbbbbb, bbbbaaaa/ }],
    ['no snapshot at all', {}, () => ({ output: ['[]'] }), { kind: 'unprotected' }],
    ['an app that is not there', { app: { ...app, name: 'x' } }, resticWith([head]), { kind: 'not-found' }],
    ['a wrong password', {}, () => ({ exitCode: 12 }), { kind: 'failed', hint: /kubectl edit secret/ }],
    ['what is no list', {}, resticWith([]), { kind: 'unknown' }],
  ])('fails at %s', async (_what, request, restic, failure) => {
    await expect(files(request, restic)).rejects.toMatchObject(matching(failure));
  });

  it('fails with the words of restic', async () => {
    const restic: Restic = (name, args) =>
      args[0] === 'ls' ? { exitCode: 1, errors: ['Fatal: tree 12 is gone'] } : resticWith([])(name, args);
    await expect(files({}, restic)).rejects.toMatchObject({ kind: 'failed', details: ['Fatal: tree 12 is gone'] });
  });

  it('does not know the latest, or a missing one, where restic could not read all', async () => {
    const errors = ['Ignoring "dddd": gone'];
    const restic: Restic = (_app, args) =>
      args[0] === 'ls' ? { exitCode: 1 } : { output: [printedSnapshots(older)], errors };
    for (const name of ['latest', 'dddd']) {
      await expect(files({ snapshot: name }, restic)).rejects.toMatchObject({ kind: 'unknown', details: errors });
    }
  });

  it('asks for less where the log was cut, and shows no short list', async () => {
    const restic = resticWith([head, node('/a')]);
    await expect(files({ isRecursive: true }, restic, true)).rejects.toMatchObject({
      kind: 'unknown',
      hint: 'leave -R out, or name a folder',
    });
  });
});

/** Patterns for texts. */
function matching(failure: object): object {
  const entries = Object.entries(failure) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof RegExp ? (expect.stringMatching(value) as unknown) : value]),
  );
}
