import type { SnapshotSelector, HeldSnapshots } from '../../src/restore/snapshot-selector.ts';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { choiceAmong, chosenSnapshot } from '../../src/restore/chosen-snapshot.ts';
import { shortId, type Snapshot } from '../../src/restic/snapshots.ts';
import { restoreChoice } from '../../src/volsync/restore-choice.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';
import { runPods, World } from '../fakes/helper-pod-world.ts';
import { answerOf } from '../fakes/repository-answers.ts';

const third = snapshotNamed('cccccccc', '2026-11-22T23:00:00.900Z');
const second = snapshotNamed('bbbbbbbb', '2026-11-21T23:00:00Z');
const first = snapshotNamed('aaaaaaaa', '2026-11-20T23:00:00Z');
const all = [third, second, first];

/** The status of the sync that saved the last one. */
const saved = { latestMoverStatus: { result: 'Successful', logs: 'snapshot cccccccc saved' } } as const;

function held(snapshots: readonly Snapshot[] = all, passedOver: readonly string[] = []): HeldSnapshots {
  return {
    source: sourceObject({}, saved),
    around: [],
    app: { namespace: 'home', name: 'web' },
    hint: 'volsyncctl snapshots web -n home',
    snapshots,
    passedOver,
    address: '/repository/web',
  };
}

/** The third was saved at 23:00, from a copy taken at 19:00. */
const retried = sourceObject({}, { lastSyncTime: '2026-11-22T23:00:10Z', lastSyncDuration: '4h0m10s', ...saved });

const asOf = (moment: string): SnapshotSelector => ({ kind: 'as-of', moment: new Date(moment) });
const id = (name: string): SnapshotSelector => ({ kind: 'snapshot', name });
const latest: SnapshotSelector = { kind: 'latest' };

function failure(selector: SnapshotSelector, repository: HeldSnapshots): Failure {
  try {
    choiceAmong(repository, selector);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('a snapshot was chosen');
}

describe('choiceAmong', () => {
  it.each<[string, SnapshotSelector, HeldSnapshots, string, string]>([
    ['an empty repository', latest, held([]), 'unprotected', 'There is no snapshot in the repository of home/web'],
    [
      'as-of before the first',
      asOf('2026-11-20T22:59:59Z'),
      held(),
      'unprotected',
      'There is no snapshot of 2026-11-20T22:59:59Z or before in',
    ],
    ['previous beyond the last', { kind: 'previous', count: 3 }, held(), 'unprotected', 'with 3 newer ones'],
    ['an id that is not there', id('dddddddd'), held(), 'unprotected', 'There is no snapshot dddddddd in'],
    [
      'an id that is two',
      id('aa'),
      held([third, first, snapshotNamed('aabb', '2026-11-01T00:00:00Z')]),
      'usage',
      'aa may be any of',
    ],
    [
      'the newest of what was not read whole',
      latest,
      held(all, ['Ignoring "x": damaged']),
      'unknown',
      'restic could not read all',
    ],
    [
      'an id among what was not read whole',
      id('dddddddd'),
      held(all, ['Ignoring "x"']),
      'unknown',
      'restic could not read all',
    ],
    [
      'the older one of a second',
      id('eeeeeeee'),
      held([snapshotNamed('ffffffff', '2026-11-21T10:00:00.9Z'), snapshotNamed('eeeeeeee', '2026-11-21T10:00:00.1Z')]),
      'refused',
      'VolSync cannot be made to restore snapshot eeeeeeee',
    ],
    [
      'one of two twins',
      id('eeeeeeee'),
      held([snapshotNamed('ffffffff', '2026-11-21T10:00:00Z'), snapshotNamed('eeeeeeee', '2026-11-21T10:00:00Z')]),
      'unknown',
      'have the same time',
    ],
    [
      'any beside one that the mover misreads',
      id('bbbbbbbb'),
      held([...all, snapshotNamed('eeeeeeee', '2026-11-01T00:00:00Z', { host: 'nas', paths: ['/etc', '/data'] })]),
      'unknown',
      'has several paths',
    ],
    [
      'one of another program',
      latest,
      held([snapshotNamed('eeeeeeee', '2026-11-23T00:00:00Z', { host: 'nas', paths: ['/srv/database'] }), ...all]),
      'refused',
      'Snapshot eeeeeeee was not made by VolSync but by host nas, of /srv/database',
    ],
  ])('refuses %s', (_what, selector, repository, kind, message) => {
    const error = failure(selector, repository);
    expect([error.kind, error.message]).toEqual([kind, expect.stringContaining(message)]);
  });

  it.each<[string, SnapshotSelector, string]>([
    [
      'the oldest first for a time before them',
      asOf('2026-01-01T00:00:00Z'),
      'aaaaaaaa of 2026-11-20T23:00:00Z, bbbbbbbb of',
    ],
    ['the most alike first for an id', id('bbbbbbbc'), 'bbbbbbbb of 2026-11-21T23:00:00Z, '],
  ])('names the nearest: %s', (_what, selector, expected) => {
    expect(failure(selector, held()).details[0]).toContain(expected);
  });

  it.each<[string, SnapshotSelector, string, ReplicationSource?]>([
    ['the newest', latest, 'cccccccc'],
    ['the newest by its name', id('latest'), 'cccccccc'],
    ['previous, counted from 0', { kind: 'previous', count: 2 }, 'aaaaaaaa'],
    ['the last one at a time', asOf('2026-11-22T00:00:00Z'), 'bbbbbbbb'],
    ['one that was saved later, of a copy that was cut before', asOf('2026-11-22T20:00:00Z'), 'cccccccc', retried],
    ['none of a copy that was cut later', asOf('2026-11-22T18:59:59Z'), 'bbbbbbbb', retried],
    ['one of the very second', asOf('2026-11-22T23:00:00Z'), 'cccccccc'],
    ['a short id', id('b'), 'bbbbbbbb'],
  ])('finds %s, and pins it so that VolSync takes the same', (_what, selector, expected, source = held().source) => {
    const { snapshot, restoreAsOf, previous } = choiceAmong({ ...held(), source }, selector);
    expect(shortId(snapshot.id)).toBe(expected);
    const later = [snapshotNamed('99999999', '2026-11-24T00:00:00Z'), ...all];
    expect(restoreChoice(later, { asOf: new Date(restoreAsOf), previous })).toEqual({ kind: 'chosen', snapshot });
    expect(restoreAsOf).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('takes one by its id also where others could not be read', () => {
    expect(choiceAmong(held(all, ['Ignoring "x"']), id('bbbbbbbb')).snapshot).toBe(second);
  });
});

describe('chosenSnapshot', () => {
  const options = { command: 'restore', moverImage: 'mover', timeouts: { startMs: 30_000, endMs: 120_000 } };
  const choose = (answered: Parameters<typeof answerOf>[1], source = held().source) =>
    chosenSnapshot(source, latest, options, new World(runPods(new FakeCluster(), (one) => answerOf(one, answered))));

  it('asks the repository', async () => {
    const chosen = await choose({ output: [printedSnapshots(...all)] });
    expect(chosen).toMatchObject({ snapshot: { id: third.id }, address: '/repository/web' });
  });

  it.each<[string, Parameters<typeof answerOf>[1], string]>([
    ['no repository', { exitCode: 10 }, 'unprotected'],
    ['a wrong password', { exitCode: 12 }, 'failed'],
    ['a repository that cannot be reached', { exitCode: 1, errors: ['dial tcp: i/o timeout'] }, 'unknown'],
  ])('refuses %s', async (_what, answered, kind) => {
    await expect(choose(answered)).rejects.toMatchObject({ kind });
  });

  type More = NonNullable<NonNullable<Parameters<typeof answerOf>[1]>['more']>;
  const packs = { errors: ['pack 0123456789abcdef: does not exist'], exitCode: 1 };
  const touching = (...snapshots: readonly Snapshot[]) =>
    JSON.stringify(snapshots.map(({ id: snapshot, time }) => ({ snapshot, time, path: '/conf/app.yaml' })));
  const checked = (more: More, selector: SnapshotSelector = latest, isUsed = true) => {
    const world = new World(
      runPods(new FakeCluster().put(resources.replicationSources, ...(isUsed ? [held().source] : [])), (one) =>
        answerOf(one, { output: [printedSnapshots(...all)], more }),
      ),
    );
    return chosenSnapshot(held().source, selector, { ...options, isChecked: true }, world);
  };

  it('refuses a snapshot that needs a pack which is not there, and names the newest that does not', async () => {
    const find = { output: [touching(third)] };
    await expect(checked({ packs, find })).rejects.toMatchObject({
      kind: 'unprotected',
      message: expect.stringMatching(
        /^Snapshot cccccccc of home\/web cannot be restored whole: .*one file; nothing was/,
      ) as string,
      hint: expect.stringContaining('--snapshot bbbbbbbb') as string,
    });
    const { snapshot, ownership } = await checked({ packs, find }, id('bbbbbbbb'));
    expect(shortId(snapshot.id)).toBe('bbbbbbbb');
    expect(ownership?.warnings).toEqual([expect.stringContaining('snapshot bbbbbbbb needs none of it')]);
  });

  it.each<[string, Parameters<typeof checked>[0], boolean, string, string]>([
    [
      'damage that cannot be told from a prune',
      { packs, find: { output: [touching(third)] } },
      false,
      'unknown',
      'check again',
    ],
    [
      'damage of which nobody knows what it touches',
      { packs, find: { exitCode: 1 } },
      true,
      'unprotected',
      '1 damaged object',
    ],
    [
      'a repository with folders that its user cannot list',
      { packs: { errors: ['Fatal: open /repository/data/0a: permission denied'], exitCode: 1 } },
      true,
      'unknown',
      "the mover's user may not read",
    ],
  ])('refuses %s', async (_what, more, isUsed, kind, message) => {
    await expect(checked(more, latest, isUsed)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses a snapshot whose data the index does not have, and asks for no other', async () => {
    const more = {
      packs: { output: ['2 additional files were found in the repo, which'] },
      stats: { errors: ['blob <data/96c9cbbf> not found'], exitCode: 1 },
    };
    await expect(checked(more, id('bbbbbbbb'))).rejects.toMatchObject({
      kind: 'unprotected',
      message: expect.stringMatching(/^Snapshot bbbbbbbb .* the index does not have all data of snapshot bb/) as string,
    });
  });

  it('warns where the check did not come to its end', async () => {
    const { ownership } = await checked({ packs: { exitCode: 124 } });
    expect(ownership?.warnings).toEqual([
      expect.stringContaining('whether the repository has all data of snapshot cccccccc is not known'),
    ]);
  });

  it('refuses another mover than restic without looking', async () => {
    const source = { ...sourceObject(), spec: { sourcePVC: 'web', kopia: {} } };
    await expect(choose({}, source)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('kopia') as string,
    });
  });
});
