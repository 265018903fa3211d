import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import type { Container } from '../../../src/kubernetes/objects.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../src/volsync/types.ts';
import { onNas } from '../../fakes/bootstrap-check-apps.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { worldWith, type Restic } from '../../fakes/fake-restic.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { listingOf } from '../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../fakes/repository-objects.ts';

const saved = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
const pack = wholeId('ab');

async function typed(line: string, cluster: FakeCluster) {
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:24:00Z') });
  const exitCode = await run(['verify', ...line.split(' '), '-n', 'home', '--mover-image', 'mover'], io);
  expect([cluster.stored(resources.pods), cluster.openStreams]).toEqual([[], 0]);
  return { exitCode, out: io.out, err: io.err };
}

describe('verify --depth listing', () => {
  const whole = `yes 1 ${Date.parse('2026-11-23T15:00:05Z') / 1000} 0 - 12 yes yes yes 0 ,724684cd /mnt/repository/web`;

  /** The volume has these repositories; each container of helper pods is recorded. */
  function volumeWith(repositories: readonly string[], ...sources: readonly ReplicationSource[]) {
    const containers: Container[] = [];
    const cluster = runPods(new FakeCluster().put(resources.replicationSources, ...sources), (container) => {
      containers.push(container);
      return listingOf(container, { addresses: ['/mnt/repository/web'], repositories });
    });
    return { cluster, containers };
  }

  it('proves nothing but that files are there, by a pod that is given no password', async () => {
    const { cluster, containers } = volumeWith([whole], onNas);
    const { exitCode, out } = await typed('web --depth listing -o json', cluster);
    expect(exitCode).toBe(10);
    expect(JSON.parse(out)).toMatchObject({
      depth: 'listing',
      apps: [{ name: 'web', verdict: 'unknown', repository: '/mnt/repository/web' }],
      repositories: [{ path: '/mnt/repository/web', snapshotCount: 1, locks: 0 }],
    });
    expect(containers).toMatchObject([
      { env: [{ valueFrom: { secretKeyRef: { name: 'web-volsync', key: 'RESTIC_REPOSITORY' } } }] },
    ]);
    expect(containers.map(({ env = [], envFrom = [] }) => [env.length, envFrom.length])).toEqual([[1, 0]]);
  });

  it.each([
    ['no snapshot', whole.replace('yes 1', 'yes 0').replace(',724684cd', ','), 9, /the repository holds no snapshot/],
    ['no key', whole.replace('yes yes yes', 'no yes yes'), 9, /keys\/ holds no key/],
    ['another repository alone', whole.replace('/web', '/mail'), 9, /there is no repository at \/mnt\/repository\/web/],
  ])('proves that there is no backup: %s', async (_what, repository, exitCode, reason) => {
    const seen = await typed('web --depth listing', volumeWith([repository], onNas).cluster);
    expect(seen).toMatchObject({ exitCode, out: expect.stringMatching(reason) as string });
  });

  it('takes one pod for all apps of a volume, and none where a repository is on no volume', async () => {
    const mail = { ...onNas, metadata: { ...onNas.metadata, name: 'mail', uid: 'source-mail' } };
    const one = volumeWith([whole], onNas, mail);
    await typed('--depth listing', one.cluster);
    expect(
      one.cluster.calls.filter(({ verb, kind, isDryRun }) => verb === 'create' && kind === 'pods' && !isDryRun),
    ).toHaveLength(1);
    const none = volumeWith([], sourceObject());
    const { exitCode, out } = await typed('--depth listing', none.cluster);
    expect([exitCode, none.containers]).toEqual([10, []]);
    expect(out).toMatch(/not on a volume, so its files\s+cannot be listed[^]*--depth snapshots/);
  });
});

describe.each([
  ['metadata', '', ['check']],
  ['data', '', ['stats --mode raw-data --json', 'check --read-data']],
  ['data', '--read-data 5%', ['stats --mode raw-data --json', 'check --read-data-subset=5%']],
])('verify --depth %s %s', (depth, flags, steps) => {
  /** The differences of restic's output from that of an undamaged repository. */
  function played(said: Partial<Record<string, ReturnType<Restic>>> = {}) {
    const ran: string[] = [];
    const answers: typeof said = {
      snapshots: { output: [printedSnapshots(saved)] },
      stats: { output: ['{"total_size":1073741824,"snapshots_count":1}'] },
      ...said,
    };
    const { cluster } = worldWith([sourceObject()], (_app, args) => {
      ran.push(args.join(' '));
      return answers[args[0] ?? ''] ?? {};
    });
    return { cluster, ran, verify: () => typed(`web --depth ${depth} ${flags}`.trim(), cluster) };
  }

  it('has restic look that deep, after the snapshots', async () => {
    const { ran, verify } = played();
    const { exitCode, out } = await verify();
    expect([exitCode, ran]).toEqual([0, ['snapshots --json', ...steps]]);
    expect(out).toMatch(/✔ protected +724684cd/);
  });

  it('names the damage, and the snapshots that it touches, with a second look', async () => {
    const matches = [{ object_type: 'blob', snapshot: saved.id, path: '/etc/app.yaml' }];
    const { ran, verify } = played({
      check: { exitCode: 1, errors: [`pack ${pack} contains 1 errors: [blob 1]`, 'Fatal: repository contains errors'] },
      find: { output: [JSON.stringify(matches)] },
    });
    const { exitCode, out } = await verify();
    expect(exitCode).toBe(9);
    expect(out).toMatch(/✗ unprotected[^]*damaged/);
    expect(ran).toContain(`find --json --pack ${pack}`);
  });

  it('concludes nothing from a check that broke off', async () => {
    const { verify } = played({ check: { exitCode: 1, errors: ['Fatal: context canceled'] } });
    const { exitCode, out } = await verify();
    expect(exitCode).toBe(10);
    expect(out).toMatch(/the check did not come to its end/);
  });
});
