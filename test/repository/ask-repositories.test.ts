import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { askRepositories } from '../../src/repository/ask-repositories.ts';
import type { MoverEnvironment } from '../../src/volsync/mover-environment.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { environmentOf } from '../fakes/repository-objects.ts';
import { runPods, World } from '../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../fakes/repository-answers.ts';

const timeouts = { startMs: 30_000, endMs: 120_000 };
const question = { command: 'verify', timeouts, steps: () => [{ name: 'snapshots', args: ['snapshots'] }] };

const place = (name: string, namespace = 'home'): MoverEnvironment => {
  const source = sourceObject({ restic: { repository: `${name}-volsync` } }, {}, name);
  return environmentOf({ ...source, metadata: { ...source.metadata, namespace } });
};

/** The answers by app: the reason why there is none, or restic's output. */
async function asked(world: World, environments: readonly MoverEnvironment[]) {
  const answers = await askRepositories(environments, question, world);
  return Object.fromEntries(
    [...answers].map(([{ source }, answer]) => [
      source.metadata.name,
      'failure' in answer ? answer.failure.reason : answer.log.steps[0]?.output,
    ]),
  );
}

const pod = (run: Parameters<typeof runPods>[1]) => new World(runPods(new FakeCluster(), run));
const terminated = (exitCode: number, reason?: string) => ({ terminated: { exitCode, ...(reason && { reason }) } });

describe('askRepositories', () => {
  it('gives each place its own answer, from one pod, and leaves nothing', async () => {
    const world = pod((container) => answerOf(container, { output: [secretOf(container)] }));
    expect(await asked(world, [place('a'), place('b')])).toEqual({ a: ['a-volsync'], b: ['b-volsync'] });
    expect(world.cluster.count('create')).toBe(1);
    expect(world.cluster.stored(resources.pods)).toEqual([]);
    expect(world.cluster.openStreams).toBe(0);
  });

  it('counts the apps that have their answer, over all pods, and does not count one', async () => {
    const counts = async (...environments: readonly MoverEnvironment[]) => {
      const world = pod((container) => answerOf(container));
      await asked(world, environments);
      return world.events.flatMap((event) => (event.type === 'apps' ? [`${event.done} of ${event.of}`] : []));
    };
    expect(await counts(place('a'))).toEqual([]);
    const told = await counts(place('a'), place('b'), place('c', 'work'));
    expect([told[0], told.at(-1)]).toEqual(['0 of 3', '3 of 3']);
    expect(told).toEqual([...new Set(told)]);
  });

  it('lets a missing Secret spoil its own container only', async () => {
    const world = pod((container) =>
      secretOf(container) === 'a-volsync'
        ? { waiting: { reason: 'CreateContainerConfigError', message: 'secret "a-volsync" not found' } }
        : answerOf(container),
    );
    const answers = await askRepositories([place('a'), place('b')], question, world);
    expect([...answers.values()]).toMatchObject([
      { failure: { reason: 'secret-missing', message: 'there is no Secret a-volsync' } },
      { log: { isWhole: true } },
    ]);
  });

  it.each<[string, Parameters<typeof runPods>[1], string, RegExp]>([
    [
      'another trouble with its configuration',
      () => ({ waiting: { reason: 'CreateContainerConfigError', message: 'no key' } }),
      'error',
      /no key/,
    ],
    [
      'an image that is none',
      () => ({ waiting: { reason: 'InvalidImageName' } }),
      'image-not-pullable',
      /InvalidImageName/,
    ],
    [
      'a log that was cut at its start',
      (container) => answerOf(container).slice(3),
      'no-evidence',
      /longer than the log/,
    ],
    [
      'a log that was cut at its end',
      (container) => answerOf(container).slice(0, -1),
      'no-evidence',
      /longer than the log/,
    ],
    ['an empty log', () => [], 'no-evidence', /longer than the log/],
    [
      'the log of another run',
      (container) => answerOf({ ...container, command: ['', '', '', '', 'x'] }),
      'no-evidence',
      /longer/,
    ],
    ['no log at all', () => terminated(0), 'no-evidence', /cannot be read: There is no log/],
  ])('concludes nothing from %s', async (_what, run, reason, message) => {
    const world = pod(run);
    const [answer] = (await askRepositories([place('a')], question, world)).values();
    expect(answer).toMatchObject({ failure: { reason, message: expect.stringMatching(message) as string } });
    expect(world.cluster.stored(resources.pods)).toEqual([]);
  });

  it('says why a container was killed, whatever it had printed, and shows no credentials', async () => {
    const cluster = new FakeCluster().afterCreate(resources.pods, ({ metadata: { namespace = '', name }, spec }) => {
      const [container = { name: '' }] = spec?.containers ?? [];
      const lines = [
        ...answerOf(container).slice(0, -1),
        'Fatal: unable to open repository at s3:https://k:pass@h/b: no',
      ];
      cluster.log({ namespace, name }, container.name).write(lines).end();
      const containerStatuses = [{ name: container.name, state: terminated(137, 'OOMKilled') }];
      cluster.change(resources.pods, { namespace, name }, (one) => ({ ...one, status: { containerStatuses } }));
    });
    const [answer] = (await askRepositories([place('a')], question, new World(cluster))).values();
    expect(answer).toMatchObject({ failure: { reason: 'killed' } });
    expect(JSON.stringify(answer)).not.toContain('pass');
  });

  it.each([
    ['forbidden', 'forbidden'],
    ['refused', 'admission-refused'],
    ['unreachable', 'unreachable'],
    ['timeout', 'unreachable'],
    ['not-found', 'unreachable'],
  ] as const)('a pod whose making is %s is the answer %s of its apps alone', async (kind, reason) => {
    const cluster = runPods(new FakeCluster(), (container) => answerOf(container));
    cluster.admit(resources.pods, (made) => {
      if (made.metadata.namespace === 'media') throw new Failure(kind, 'no');
      return made;
    });
    const answers = await asked(new World(cluster), [place('a'), place('b', 'media'), place('c', 'media')]);
    expect(answers).toEqual({ a: ['[]'], b: reason, c: reason });
  });

  it('tells a quota from other refusals', async () => {
    const world = new World(
      new FakeCluster().fail('create', resources.pods, new Failure('refused', 'exceeded quota: q')),
    );
    expect(await asked(world, [place('a')])).toEqual({ a: 'quota-exceeded' });
  });

  it('takes a watch that fails for no answer', async () => {
    const world = pod((container) => answerOf(container));
    world.cluster.forbid({ verb: 'watch', resource: 'pods' });
    expect(await asked(world, [place('a')])).toEqual({ a: 'forbidden' });
    expect(world.cluster.stored(resources.pods)).toEqual([]);
  });

  it('has removed every pod when it ends with Ctrl-C', async () => {
    const world = pod(() => ({ running: {} }));
    const environments = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => place(name, name));
    let slow = 0;
    const remove = world.cluster.delete.bind(world.cluster);
    world.cluster.delete = async (...args) => {
      for (let wait = (slow += 5); wait > 0; wait -= 1) await new Promise(setImmediate);
      await remove(...args);
    };
    const work = askRepositories(environments, question, world);
    while (world.told.length < 4) await new Promise(setImmediate);
    world.interrupt();
    await expect(work).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.cluster.stored(resources.pods)).toEqual([]);
    // Four at a time: the others were never created.
    expect(world.told.filter((line) => line.startsWith('pod-removed'))).toHaveLength(4);
    expect(world.cluster.count('create')).toBe(4);
  });

  it('ends the containers that answer nothing at the end of its patience, and keeps the other answers', async () => {
    const world = pod((container) => (secretOf(container) === 'a-volsync' ? answerOf(container) : { running: {} }));
    const answers = asked(world, [place('a'), place('b')]);
    await world.waitsUntil(timeouts.endMs);
    world.moveTo(timeouts.endMs);
    expect(await answers).toEqual({ a: ['[]'], b: 'repository-unreachable' });
  });

  it('asks nobody where there is nobody to ask', async () => {
    const world = pod(() => []);
    expect(await asked(world, [])).toEqual({});
    expect(world.cluster.calls).toEqual([]);
  });
});
