import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { listRepositorySnapshots } from '../../src/repository/list-snapshots.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotAt } from '../fakes/repository-objects.ts';
import { runPods, World } from '../fakes/helper-pod-world.ts';
import { answerOf } from '../fakes/repository-answers.ts';

const options = { command: 'verify', moverImage: 'mover', timeouts: { startMs: 30_000, endMs: 120_000 } };
const one = snapshotAt('2026-11-23T15:00:05Z');

async function seen(answered: Parameters<typeof answerOf>[1], source = sourceObject(), cluster = new FakeCluster()) {
  const world = new World(runPods(cluster, (container) => answerOf(container, answered)));
  const [repository] = await listRepositorySnapshots([source], options, world);
  return { repository, cluster };
}

describe('seeRepositories', () => {
  it('sees the snapshots, at the time of the node that looked', async () => {
    const { repository } = await seen({ output: [printedSnapshots(one)] });
    expect(repository).toMatchObject({
      kind: 'seen',
      address: '/repository/web',
      snapshots: [{ id: one.id }],
      passedOver: [],
      time: new Date('2026-11-23T15:24:00Z'),
    });
  });

  const written = {
    metadata: { namespace: 'home', name: 'web' },
    spec: { target: { name: 'web-volsync' } },
    status: {
      conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'no vault' }] as const,
    },
  };
  const mends = 'kubectl annotate externalsecret web -n home force-sync=$(date +%s) --overwrite';
  const newVersion = new FakeCluster().put(resources.externalSecrets, written);
  const oldVersion = new FakeCluster()
    .before('list', resources.externalSecrets, () => {
      if (oldVersion.count('list', resources.externalSecrets) === 1)
        throw new Failure('unknown', 'external-secrets.io/v1 is not served', { servedVersions: ['v1beta1'] });
    })
    .put(resources.olderExternalSecrets, written);
  it.each<[string, FakeCluster, string, RegExp | undefined]>([
    [
      'of an ExternalSecret',
      newVersion,
      mends,
      /home\/web \(Ready False: SecretSyncedError, no vault\): .* overwritten/,
    ],
    ['of an older version', oldVersion, mends, /home\/web \(Ready False/],
    [
      'of nobody who may be seen',
      new FakeCluster().forbid({ resource: 'externalsecrets' }),
      "kubectl get secret web-volsync -n home -o jsonpath='{.metadata.ownerReferences}'",
      /^whether an ExternalSecret writes Secret web-volsync is not known/,
    ],
    ['of people', new FakeCluster(), 'kubectl edit secret web-volsync -n home', undefined],
  ])('sends nobody to edit a Secret that is overwritten: one %s', async (_what, cluster, hint, detail) => {
    const { repository } = await seen({ exitCode: 12 }, sourceObject(), cluster);
    const judgement = repository?.kind === 'hidden' ? repository.judgement : undefined;
    expect(judgement).toMatchObject({ reason: 'wrong-password', hint });
    expect(judgement?.details ?? []).toEqual(detail === undefined ? [] : [expect.stringMatching(detail)]);
  });

  it('names the NetworkPolicy of its helper pod where a server does not answer, and of no folder', async () => {
    const spec = { podSelector: {}, policyTypes: ['Egress'] };
    const cluster = () =>
      new FakeCluster().put(resources.networkPolicies, { metadata: { namespace: 'home', name: 'deny' }, spec });
    const errors = ['Fatal: unable to open config file: dial tcp 10.0.0.1:8000: i/o timeout'];
    const judgementAt = async (address: string, on: FakeCluster) => {
      const { repository } = await seen({ exitCode: 1, errors, address }, sourceObject(), on);
      return repository?.kind === 'hidden' ? repository.judgement : undefined;
    };
    expect(await judgementAt('rest:http://nas:8000/web', cluster())).toMatchObject({
      verdict: 'unknown',
      reason: 'repository-unreachable',
      details: ['NetworkPolicy deny selects this pod and allows no egress', ...errors],
      hint: 'kubectl describe networkpolicy deny -n home',
    });
    const forbidden = new FakeCluster().forbid({ resource: 'networkpolicies' });
    for (const [address, on] of [
      ['/repository/home-web', cluster()],
      ['rest:http://nas:8000/web', forbidden],
      ['rest:http://nas:8000/web', new FakeCluster()],
    ] as const) {
      expect(await judgementAt(address, on)).toMatchObject({ details: errors, hint: undefined });
    }
  });

  it('keeps what restic could not read, without credentials', async () => {
    const errors = ['Ignoring "x": Load(x): Head "https://u:pass@h/x": invalid data returned', 'a warning'];
    const { repository } = await seen({ output: [printedSnapshots(one)], errors });
    expect(repository).toMatchObject({
      kind: 'seen',
      passedOver: ['Ignoring "x": Load(x): Head "https://h/x": invalid data returned'],
    });
  });

  it.each<[string, Parameters<typeof answerOf>[1], string]>([
    ['no repository', { exitCode: 10 }, 'unprotected repository-missing there is no repository at /repository/web'],
    ['a wrong password', { exitCode: 12 }, 'unprotected wrong-password the password does not open the repository'],
    [
      'an error of restic',
      { exitCode: 1, errors: ['Fatal: oh'] },
      'unknown failing the mover says: Fatal: oh (exit code 1)',
    ],
    [
      'an error of restic that printed a list as well',
      { exitCode: 1, output: [printedSnapshots(one)] },
      'unknown failing the mover ended without a message (exit code 1)',
    ],
    [
      'no list',
      { output: ['null'] },
      "unknown no-evidence restic's output could not be parsed: restic snapshots printed no list",
    ],
    [
      'nothing',
      { output: [] },
      "unknown no-evidence restic's output could not be parsed: Unexpected end of JSON input",
    ],
  ])('judges %s', async (_what, answered, expected) => {
    const { repository } = await seen(answered);
    const judgement = repository?.kind === 'hidden' ? repository.judgement : undefined;
    expect([judgement?.verdict, judgement?.reason, judgement?.message].join(' ')).toBe(expected);
  });

  it('calls no repository missing whose mount it may not see', async () => {
    const cluster = new FakeCluster().forbid({ resource: 'jobs' });
    const { repository } = await seen({ exitCode: 10 }, sourceObject(), cluster);
    expect(repository).toMatchObject({ judgement: { verdict: 'unknown', reason: 'forbidden' } });
  });

  it.each([
    ['kopia', { kopia: {} }],
    ['several', { restic: { repository: 'r' }, rclone: {} }],
    ['none', {}],
  ])('makes no pod for another mover: %s', async (kind, movers) => {
    const source = { ...sourceObject(), spec: { sourcePVC: 'web', ...movers } };
    const { repository, cluster } = await seen({}, source);
    expect(repository).toMatchObject({
      kind: 'hidden',
      judgement: { verdict: 'unknown', reason: 'unsupported-mover', message: expect.stringContaining(kind) as string },
    });
    expect(cluster.calls).toEqual([]);
  });

  it('says how to name the image where it is not known', async () => {
    const world = new World(new FakeCluster());
    const [repository] = await listRepositorySnapshots([sourceObject()], { ...options, moverImage: undefined }, world);
    expect(repository).toMatchObject({
      judgement: { verdict: 'unknown', hint: expect.stringContaining('--mover-image') as string },
    });
    expect(world.cluster.count('create', resources.pods)).toBe(0);
  });

  it('reads no Secret, and gives none of its values to anything', async () => {
    const cluster = new FakeCluster();
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'web-volsync' } });
    await seen({ output: [printedSnapshots(one)] }, sourceObject(), cluster);
    expect(cluster.calls.filter(({ kind }) => kind === 'secrets')).toEqual([]);
  });
});
