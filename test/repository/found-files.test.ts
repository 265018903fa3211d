import { describe, expect, it } from 'vitest';
import { findFiles } from '../../src/repository/found-files.ts';
import { resources } from '../../src/volsync/resources.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { worldWith, type Restic } from '../fakes/fake-restic.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';

const newest = snapshotNamed('bbbbbbbb', '2026-11-22T15:00:00Z');
const older = snapshotNamed('aaaaaaaa', '2026-11-21T15:00:00Z');
const options = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const request = { app: { namespace: 'home', name: 'web' }, pattern: '/a', ignoresCase: false, shorter: 'name more' };
const file = { path: '/a', type: 'file', mode: 0o644, uid: 1, gid: 1, size: 3, mtime: '2026-11-20T00:00:00Z' };
const found = JSON.stringify([{ matches: [file], hits: 1, snapshot: older.id }]);

/** Lists these snapshots, those after the search, and answers the search with these lines. */
function resticWith(
  answer: { output?: readonly string[]; errors?: readonly string[]; after?: string },
  asked: string[] = [],
): Restic {
  let lists = 0;
  return (_app, args) => {
    asked.push(args.join(' '));
    if (args[0] === 'find') return { output: answer.output ?? [found], errors: answer.errors ?? [] };
    lists += 1;
    return {
      output: [lists > 1 ? (answer.after ?? printedSnapshots(newest, older)) : printedSnapshots(newest, older)],
    };
  };
}

async function files(restic: Restic, change: Partial<typeof request> = {}, isCut = false) {
  const world = worldWith([sourceObject()], restic, isCut);
  const result = findFiles({ ...request, ...change }, options, world);
  await result.catch(() => undefined);
  expect(world.cluster.stored(resources.pods)).toEqual([]);
  return result;
}

describe('findFiles', () => {
  it('searches all snapshots in one run, with a pattern that can be no flag', async () => {
    const asked: string[] = [];
    const result = await files(resticWith({}, asked), { pattern: '-x', ignoresCase: true });
    expect(asked).toEqual(['snapshots --json', 'find --json --ignore-case -- -x', 'snapshots --json']);
    expect(result).toMatchObject({ snapshots: [{ id: newest.id }, { id: older.id }], gaps: [] });
    expect([...result.matches.keys()]).toEqual([older.id]);
    expect(result.pods).toHaveLength(1);
  });

  it('counts no snapshot that was forgotten during the search', async () => {
    const { snapshots } = await files(resticWith({ after: printedSnapshots(older) }));
    expect(snapshots.map(({ id }) => id)).toEqual([older.id]);
  });

  it.each<[string, Parameters<typeof resticWith>[0], RegExp]>([
    [
      'a folder that is lost, of which restic ends with 0',
      { output: [`Unable to load tree ${newest.id}`, ` ... which belongs to snapshot ${newest.id}`, '[]'] },
      /could not read a folder of snapshot bbbbbbbb/,
    ],
    ['a snapshot that is lost', { errors: ['Ignoring "dddd": failed to load snapshot'] }, /Ignoring "dddd"/],
  ])('names as a gap %s', async (_what, answer, gap) => {
    expect((await files(resticWith(answer))).gaps).toEqual([expect.stringMatching(gap)]);
  });

  it('takes what restic read at the second try for no gap', async () => {
    const errors = [
      'Load(<data/1>) returned error, retrying after 1s: x',
      'Load(<data/1>) operation successful after 1 retries',
    ];
    expect((await files(resticWith({ errors }))).gaps).toEqual([]);
  });

  it.each<[string, Restic, object]>([
    ['no snapshots at all', () => ({ output: ['[]'] }), { kind: 'unprotected' }],
    ['an answer that is cut', resticWith({ output: ['[{"matches":['] }), { kind: 'unknown' }],
    ['a wrong password', () => ({ exitCode: 12 }), { kind: 'failed' }],
  ])('fails at %s', async (_what, restic, failure) => {
    await expect(files(restic)).rejects.toMatchObject(failure);
  });

  it('says how to ask for less where the log is cut', async () => {
    await expect(files(resticWith({}), {}, true)).rejects.toMatchObject({ kind: 'unknown', hint: 'name more' });
  });
});
