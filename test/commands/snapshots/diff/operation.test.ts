import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { snapshotDifference, type DifferenceRequest } from '../../../../src/commands/snapshots/diff/operation.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../../../fakes/repository-objects.ts';
import { worldWith, type Restic, type Said } from '../../../fakes/fake-restic.ts';

const newer = snapshotNamed('bbbbbbbb', '2026-11-22T15:00:00Z');
const older = snapshotNamed('aaaaaaaa', '2026-11-21T15:00:00Z');
const options = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const app = { namespace: 'home', name: 'web' };

const none = { files: 0, dirs: 0, others: 0, bytes: 0 };
const totals = (modified: number) =>
  JSON.stringify({ message_type: 'statistics', changed_files: modified, added: none, removed: none });
const modified = '{"message_type":"change","path":"/a","modifier":"M"}';

function resticWith(diff: Said, asked: string[] = []): Restic {
  return (_app, args) => {
    asked.push(args.join(' '));
    if (args[0] === 'snapshots') return { output: [printedSnapshots(older, newer)] };
    if (args[0] === 'diff') return diff;
    const mode = args.includes(older.id.slice(0, 8)) ? 0o644 : 0o600;
    const node = (path: string) => ({ message_type: 'node', path, type: 'file', mode, uid: 1, gid: 1, mtime: 0 });
    const head = { message_type: 'snapshot', id: newer.id };
    return { output: [head, node('/a'), node('/b')].map((line) => JSON.stringify(line)) };
  };
}

async function difference(request: Partial<DifferenceRequest>, restic: Restic, cut = false) {
  const world = worldWith([sourceObject()], restic, cut);
  const complete = { app, from: 'aaaaaaaa', to: 'bbbbbbbb', hasMetadata: false, ...request };
  const result = snapshotDifference(complete, options, world);
  await result.catch(() => undefined);
  expect(world.cluster.stored(resources.pods)).toEqual([]);
  return result;
}

describe('snapshotDifference', () => {
  it('compares content in one pod', async () => {
    const asked: string[] = [];
    const result = await difference({}, resticWith({ output: [modified, totals(1)] }, asked));
    expect(asked).toEqual(['snapshots --json', 'diff --json aaaaaaaa bbbbbbbb']);
    expect(result).toMatchObject({
      from: { id: older.id },
      to: { id: newer.id },
      content: { changes: [{ path: '/a', change: 'modified' }] },
      metadata: undefined,
    });
    expect(result.pods).toHaveLength(1);
  });

  it('warns where another app uses the repository', async () => {
    const other = { ...sourceObject({}, {}, 'mail'), spec: sourceObject().spec };
    const logs = 'using parent snapshot aaaaaaaa\nsnapshot bbbbbbbb saved';
    const world = worldWith(
      [
        sourceObject({}, { latestMoverStatus: { result: 'Successful', logs } }),
        { ...other, spec: { ...other.spec, sourcePVC: 'mail' } },
      ],
      resticWith({ output: [totals(0)] }),
    );
    await snapshotDifference({ app, from: 'aaaaaaaa', to: 'bbbbbbbb', hasMetadata: false }, options, world);
    const warnings = world.events.filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ words: expect.stringMatching(/^home\/mail backs up into the same/) as string }]);
  });

  it('compares mode, owner and time of what has the same content', async () => {
    const restic = resticWith({ output: [modified, totals(1)] });
    const { metadata } = await difference({ hasMetadata: true }, restic);
    expect(metadata).toMatchObject([{ path: '/b', fields: ['mode'] }]);
  });

  it('looks the latest up first, which restic does not know here', async () => {
    const asked: string[] = [];
    const result = await difference({ to: 'latest' }, resticWith({ output: [totals(0)] }, asked));
    expect(asked).toContain(`diff --json ${older.id} ${newer.id}`);
    expect(result.to.id).toBe(newer.id);
    expect(result.pods).toHaveLength(2);
  });

  it.each<[string, Partial<DifferenceRequest>, Said, object]>([
    ['an id that is not there', { to: 'deadbeef' }, { exitCode: 1 }, { kind: 'unprotected' }],
    ['restic', {}, { exitCode: 1, errors: ['Fatal: oh'] }, { kind: 'failed', details: ['Fatal: oh'] }],
    [
      'what the mover may not read',
      {},
      { exitCode: 1, errors: ['Fatal: open /repository/home-web/data/0f: permission denied'] },
      { kind: 'unknown', hint: 'kubectl annotate namespace home volsync.backube/privileged-movers=true' },
    ],
    ['half an answer', {}, { output: [modified] }, { kind: 'unknown' }],
    [
      'a folder that restic passed over',
      {},
      { output: [totals(0)], errors: ['error: tree 12 is gone'] },
      { kind: 'unknown', details: ['error: tree 12 is gone'] },
    ],
  ])('fails at %s', async (_what, request, diff, failure) => {
    await expect(difference(request, resticWith(diff))).rejects.toMatchObject(failure);
  });

  it('is not troubled by what restic tried again', async () => {
    const errors = [
      'Load(<data/12>) failed: timeout, retrying after 1s: EOF',
      'Load(<data/12>) operation successful after 1 retries',
    ];
    const result = await difference({}, resticWith({ output: [totals(0)], errors }));
    expect(result.content.changes).toEqual([]);
  });

  it('asks for less where the log was cut', async () => {
    const restic = resticWith({ output: [totals(0)] });
    await expect(difference({ hasMetadata: true }, restic, true)).rejects.toMatchObject({
      kind: 'unknown',
      hint: 'drop --metadata',
    });
  });
});
