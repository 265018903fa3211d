import { describe, expect, it } from 'vitest';
import { findPaths } from '../../../src/commands/find/operation.ts';
import { pathHistory } from '../../../src/commands/history/operation.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { worldWith, type Restic } from '../../fakes/fake-restic.ts';
import { printedSnapshots, snapshotNamed } from '../../fakes/repository-objects.ts';

const newest = snapshotNamed('bbbbbbbb', '2026-11-22T15:00:00Z');
const older = snapshotNamed('aaaaaaaa', '2026-11-21T15:00:00Z');
const options = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const app = { namespace: 'home', name: 'web' };
const file = (path: string, size: number) => ({
  ...{ path, type: 'file', mode: 0o644, uid: 1, gid: 1, size, mtime: '2026-11-20T00:00:00Z' },
});
const hit = (snapshot: string, ...matches: readonly object[]) => ({ matches, hits: matches.length, snapshot });
const lost = [`Unable to load tree ${newest.id}`, ` ... which belongs to snapshot ${newest.id}`];

function restic(hits: readonly object[], before: readonly string[] = []): Restic {
  return (_app, args) =>
    args[0] === 'find' ? { output: [...before, JSON.stringify(hits)] } : { output: [printedSnapshots(newest, older)] };
}

describe('findPaths', () => {
  it('names each path once, as it is in the newest snapshot that has it', async () => {
    const hits = [hit(older.id, file('/b', 1), file('/a', 1)), hit(newest.id, file('/a', 2))];
    const world = worldWith([sourceObject()], restic(hits));
    const { paths, outcome } = await findPaths({ app, pattern: '?', ignoresCase: false }, options, world);
    expect(paths).toMatchObject([
      { entry: { path: '/a', size: 2 }, newest: { id: newest.id }, oldest: { id: older.id }, count: 2 },
      { entry: { path: '/b' }, newest: { id: older.id }, oldest: { id: older.id }, count: 1 },
    ]);
    expect(outcome).toBe('ok');
  });

  it('fails where no snapshot has it, and only where restic could read everything', async () => {
    const request = { app, pattern: 'x', ignoresCase: false };
    const searched = (before?: readonly string[]) =>
      findPaths(request, options, worldWith([sourceObject()], restic([], before)));
    await expect(searched()).rejects.toMatchObject({ kind: 'not-found' });
    await expect(searched(lost)).resolves.toMatchObject({ paths: [], outcome: 'unknown' });
  });
});

describe('pathHistory', () => {
  const history = (hits: readonly object[], before?: readonly string[]) =>
    pathHistory({ app, path: '/a [x]' }, options, worldWith([sourceObject()], restic(hits, before)));

  it('shows the versions of this path alone', async () => {
    const { versions, outcome } = await history([hit(older.id, file('/a [x]', 1), file('/a [x]/b', 1))]);
    expect(versions.map(({ state }) => state)).toEqual(['absent', 'present']);
    expect(outcome).toBe('ok');
  });

  it('fails where no snapshot has it', async () => {
    await expect(history([])).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('does not say so where restic could not read a folder', async () => {
    const { versions, outcome } = await history([], lost);
    expect(versions).toMatchObject([{ state: 'unknown', count: 2 }]);
    expect(outcome).toBe('unknown');
  });
});
