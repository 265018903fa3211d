import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { verify, type VerifyOptions } from '../../../../src/commands/verify/operation/verify.ts';
import type { ReplicationSource } from '../../../../src/volsync/types.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../../fakes/repository-objects.ts';
import { runPods, World } from '../../../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../../../fakes/repository-answers.ts';

const parent = wholeId('be33baf0');
const claimed = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd'), parent });
const whole = { namespace: 'home' };

type Answers = Readonly<Record<string, Parameters<typeof answerOf>[1]>>;

/** Verifies a namespace whose Secrets open repositories with these answers. */
async function verified(
  sources: readonly ReplicationSource[],
  answers: Answers,
  more: Partial<VerifyOptions> & { scope?: object } = {},
) {
  const { scope = whole, ...options } = more;
  const cluster = new FakeCluster().put(resources.replicationSources, ...sources);
  const world = new World(runPods(cluster, (container) => answerOf(container, answers[secretOf(container)])));
  const timeouts = { startMs: 30_000, endMs: 120_000 };
  const all = { moverImage: 'mover', timeouts, depth: { kind: 'snapshots' } as const, ...options };
  const report = await verify({ scope, apps: undefined }, all, world);
  return { report, world, said: report.apps.map(({ name, verdict, reason }) => [name, verdict, reason].join(' ')) };
}

const app = (name: string, repository = `${name}-volsync`, labels: Record<string, string> = {}) => {
  // Its status names no snapshot: the same name everywhere would mean a repository that all share.
  const latestMoverStatus = { result: 'Successful', logs: 'Restic completed in 3s' } as const;
  const source = sourceObject({ restic: { repository } }, { latestMoverStatus }, name);
  return { ...source, metadata: { ...source.metadata, labels } };
};
const good = { output: [printedSnapshots(claimed)] };
/** The same backup in a separate repository. */
const other = { output: [printedSnapshots({ ...claimed, id: wholeId('724684cdff') })] };

describe('verify', () => {
  it('has the worst first and the proven last, and the worst of all as its outcome', async () => {
    const { report, said, world } = await verified([app('d'), app('c'), app('b'), app('a')], {
      'a-volsync': { exitCode: 1 },
      'b-volsync': { output: ['[]'] },
      'c-volsync': good,
      'd-volsync': other,
    });
    expect(said).toEqual(['b unprotected no-snapshot', 'a unknown failing', 'c protected ', 'd protected ']);
    expect(report.outcome).toBe('unprotected');
    expect(report.pods.map(({ namespace }) => namespace)).toEqual(['home']);
    expect(world.cluster.stored(resources.pods)).toEqual([]);
    expect(report.apps[2]).toMatchObject({
      newest: { id: claimed.id },
      snapshots: 1,
      promised: 1,
      repository: '/repository/web',
      seenAt: new Date('2026-11-23T15:24:00Z'),
    });
  });

  it.each([
    [
      'a pack that the index names and that is gone',
      [`pack ${wholeId('ab')}: does not exist`],
      'web unprotected damaged',
    ],
    ['packs that could not be listed', ['open /repository/web/data/3f: permission denied'], 'web unknown forbidden'],
    ['an error of a kind of its own', ['error: something of a kind that is not known'], 'web unknown failing'],
    ['half of what is wrong with a tree', ['error for tree 1c9b:'], 'web protected '],
    ['only a try that was made again', ['Load(<index/1c>) failed, retrying after 1s: EOF'], 'web protected '],
  ])('compares the packs with the index at its usual depth: %s', async (_what, errors, expected) => {
    const answer = { ...good, more: { packs: { errors } } };
    expect((await verified([sourceObject()], { 'web-volsync': answer })).said).toEqual([expected]);
  });

  const beside = ['2 additional files were found in the repo, which likely contain duplicate data.'];
  it.each([
    ['only what broke off has left', {}, 'web protected '],
    [
      'an index file of the newest snapshot is lost',
      { errors: ['blob <data/96c9cbbf> not found'], exitCode: 1 },
      'web unprotected damaged',
    ],
    [
      'its tree is in none',
      { errors: [`error walking snapshot: id ${wholeId('ab')} not found in repository`], exitCode: 1 },
      'web unprotected damaged',
    ],
    ['the newest snapshot took too long to be read', { exitCode: 124 }, 'web unknown no-evidence'],
  ])(
    'looks for the data of the newest snapshot in the index where packs are in none: %s',
    async (_what, stats, expected) => {
      const answer = { ...good, more: { packs: { output: beside }, stats } };
      expect((await verified([sourceObject()], { 'web-volsync': answer })).said).toEqual([expected]);
    },
  );

  it('calls that a possible false alarm while the repository is locked', async () => {
    const stats = { errors: ['blob <data/96c9cbbf> not found'], exitCode: 1 };
    const answer = { ...good, more: { packs: { output: beside }, locks: { output: [wholeId('aa')] }, stats } };
    expect((await verified([sourceObject()], { 'web-volsync': answer })).said).toEqual(['web unknown damaged']);
  });

  it('counts the newest snapshot of a sync that is complete, and names those of one that is not', async () => {
    const tried = (time: string, id: string) => snapshotAt(time, { id: wholeId(id) });
    const failing = sourceObject({}, { lastSyncStartTime: '2026-11-23T15:05:00Z' });
    const tries = [tried('2026-11-23T15:20:00Z', 'bbbbbbbb'), tried('2026-11-23T15:10:00Z', 'aaaaaaaa')];
    const answers = { 'web-volsync': { output: [printedSnapshots(...tries, claimed)] } };
    const { report, said } = await verified([failing], answers);
    expect(said).toEqual(['web protected ']);
    expect(report.apps[0]).toMatchObject({ newest: { id: claimed.id }, dataTime: new Date('2026-11-23T15:00:00Z') });
    expect(report.apps[0]?.warnings).toContainEqual(
      '2 newer snapshots, the last bbbbbbbb, of a sync that is not complete: not counted, for files may be missing',
    );
  });

  it.each<[string, readonly ReplicationSource[], Answers, object, readonly string[]]>([
    [
      'two that name one Secret',
      [app('a', 's'), app('b', 's')],
      { s: good },
      {},
      ['a unknown shared-repository', 'b unknown shared-repository'],
    ],
    [
      'one that was not asked for, and names the same Secret',
      [app('a', 's', { tier: 'x' }), app('b', 's')],
      { s: good },
      { scope: { ...whole, labelSelector: 'tier=x' } },
      ['a unknown shared-repository'],
    ],
    [
      'two Secrets of one repository',
      [app('a'), app('b')],
      { 'a-volsync': good, 'b-volsync': good },
      {},
      ['a unknown shared-repository', 'b unknown shared-repository'],
    ],
    [
      'one that was not asked for, and says that it saved a snapshot there',
      [app('a', 'a-volsync', { tier: 'x' }), sourceObject({}, {}, 'b')],
      { 'a-volsync': good },
      { scope: { ...whole, labelSelector: 'tier=x' } },
      ['a unknown shared-repository'],
    ],
    [
      'two repositories',
      [app('a'), app('b')],
      { 'a-volsync': good, 'b-volsync': other },
      {},
      ['a protected ', 'b protected '],
    ],
  ])('sees who shares a repository: %s', async (_what, sources, answers, more, expected) => {
    expect((await verified(sources, answers, more)).said).toEqual(expected);
  });

  const saying = (snapshot: string) =>
    ({ latestMoverStatus: { result: 'Successful', logs: `snapshot ${snapshot} saved` } }) as const;
  const stranger = snapshotAt('2026-11-23T15:00:11Z', { id: wholeId('bad') });

  it('judges by what VolSync vouches for, and warns of what somebody else has put over it', async () => {
    const source = sourceObject({}, {}, 'a');
    const { report } = await verified([source], { 'a-volsync': { output: [printedSnapshots(claimed, stranger)] } });
    expect(report.apps).toMatchObject([
      {
        ...{ verdict: 'protected', newest: { id: claimed.id } },
        warnings: [expect.stringMatching(/^no sync in this cluster made snapshot bad00000: .* next bootstrap$/)],
      },
    ]);
  });

  it('knows a sync that completed between reading the status and the look', async () => {
    const before = sourceObject({}, saying('0b0b0b0b'), 'a');
    const cluster = new FakeCluster().put(resources.replicationSources, before);
    const world = new World(runPods(cluster, (container) => answerOf(container, good)));
    cluster.before('create', resources.pods, () => {
      const status = { ...before.status, lastSyncTime: '2026-11-23T15:01:00Z', ...saying('724684cd') };
      cluster.put(resources.replicationSources, { ...before, status });
    });
    const options = { moverImage: 'mover', timeouts: { startMs: 1, endMs: 2 }, depth: { kind: 'snapshots' } as const };
    const report = await verify({ scope: whole, apps: undefined }, options, world);
    expect(report.apps).toMatchObject([{ verdict: 'protected', warnings: [] }]);
  });

  it('sees an app of another namespace that saved a snapshot there, where that may be read', async () => {
    const mail = sourceObject({}, {}, 'b');
    const sources = [app('a'), { ...mail, metadata: { ...mail.metadata, namespace: 'media' } }];
    expect((await verified(sources, { 'a-volsync': good })).said).toEqual(['a unknown shared-repository']);
  });

  it('judges two sources of one PVC as one volume, and warns where one removes what the other keeps', async () => {
    const restic = { repository: 's', retain: { daily: 7 } };
    const two = [
      sourceObject({ sourcePVC: 'a', restic }, saying('0b0b0b0b'), 'a'),
      sourceObject({ sourcePVC: 'a', restic: { repository: 's' } }, { lastSyncTime: '2026-11-23T15:10:00Z' }, 'b'),
    ];
    const later = { ...claimed, time: new Date('2026-11-23T15:09:55Z') };
    const { report, said } = await verified(two, { s: { output: [printedSnapshots(later)] } });
    expect(said).toEqual(['a protected ', 'b protected ']);
    expect(report.apps[0]?.warnings).toEqual([expect.stringContaining('with another retain (last 1; here daily 7)')]);
  });

  it('does not mix up Secrets of one name in two namespaces', async () => {
    const media = app('b', 's');
    const sources = [app('a', 's'), { ...media, metadata: { ...media.metadata, namespace: 'media' } }];
    const { said } = await verified(sources, { s: { output: ['[]'] } }, { scope: {} });
    expect(said).toEqual(['a unprotected no-snapshot', 'b unprotected no-snapshot']);
  });

  it('knows --max-age, and snapshots that restic could not read', async () => {
    expect((await verified([app('a')], { 'a-volsync': good }, { maxAgeMs: 1000 })).said).toEqual([
      'a unprotected stale',
    ]);
    const errors = ['Ignoring "x": failed to load snapshot x: invalid data returned'];
    expect((await verified([app('a')], { 'a-volsync': { ...good, errors } })).said).toEqual(['a unknown damaged']);
  });

  it('tells of names that are not there, and ends so', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, app('a'));
    const world = new World(runPods(cluster, (container) => answerOf(container, good)));
    const apps = ['a', 'b'].map((name) => ({ namespace: 'home', name }));
    const options = { moverImage: 'mover', timeouts: { startMs: 1, endMs: 2 }, depth: { kind: 'snapshots' } as const };
    const report = await verify({ scope: whole, apps }, options, world);
    expect([report.outcome, report.apps.length, report.failures.length]).toEqual(['not-found', 1, 1]);
  });

  it('writes nothing but its helper pods', async () => {
    const { world } = await verified([app('a')], { 'a-volsync': good });
    const changes = world.cluster.calls.filter(
      ({ verb, isDryRun }) => ['create', 'patch', 'delete'].includes(verb) && isDryRun !== true,
    );
    expect(changes.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(['create pods', 'delete pods']);
  });
});
