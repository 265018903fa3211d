import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import type { Deployment } from '../../../src/kubernetes/objects.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../src/volsync/types.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { destinationObject, nothingLog } from '../../fakes/fleet-objects.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';

async function looked(cluster: FakeCluster | undefined, line = '', options: FakeIoOptions = {}) {
  const io = new FakeIo({ isTerminal: true, env: { NO_COLOR: '1' }, ...(cluster && { cluster }), ...options });
  const exitCode = await run(line.split(' ').filter(Boolean), io);
  return { exitCode, out: io.out, err: io.err };
}

const healthy = (name: string): ReplicationSource => ({
  metadata: { namespace: 'home', name },
  spec: { sourcePVC: name, trigger: { schedule: '0 * * * *' }, restic: { repository: name } },
  status: {
    lastSyncTime: '2026-11-23T14:00:20Z',
    lastSyncDuration: '20s',
    nextSyncTime: '2026-11-23T16:00:00Z',
    latestMoverStatus: { result: 'Successful', logs: 'snapshot 724684cd saved\nRestic completed in 5s' },
  },
});

const parked = (name: string): ReplicationSource => ({
  ...healthy(name),
  spec: { ...healthy(name).spec, trigger: { schedule: '0 * * * *', manual: 'once' } },
  status: { ...healthy(name).status, lastManualSync: 'once' },
});

const controller = (readyReplicas: number): Deployment => ({
  metadata: { namespace: 'volsync-system', name: 'volsync', labels: { 'control-plane': 'volsync-controller' } },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'manager',
            image: 'quay.io/backube/volsync:0.16.0',
            command: ['/manager'],
            args: ['--restic-container-image=x'],
          },
        ],
      },
    },
  },
  status: { readyReplicas },
});

function cluster({ parkedCount = 0, readyReplicas = 1 } = {}): FakeCluster {
  const apps = Array.from({ length: parkedCount }, (_, index) => parked(`p${index}`));
  return new FakeCluster()
    .put(resources.replicationSources, healthy('web'), ...apps)
    .put(resources.deployments, controller(readyReplicas));
}

const commands = /^Look {6}status [^]*^Back up {3}trigger [^]*^Restore {3}restore [^]*^Maintain {2}cleanup /m;

describe('volsyncctl alone', () => {
  it('shows the cluster, VolSync, counts and the commands in groups on one screen', async () => {
    const { exitCode, out, err } = await looked(cluster());
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^Cluster {2}fake \(https:\/\/fake\.invalid:6443\)\nVolSync {2}0\.16\.0\n1 app · 1 ok\n\nLook/);
    expect(out).toMatch(commands);
    expect(out.split('\n').length).toBeLessThanOrEqual(24);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows the worst three problems, each with the command that mends it, and where the others are', async () => {
    const { out } = await looked(cluster({ parkedCount: 5 }));
    expect(out).toContain('6 apps · 1 ok · 5 parked\n');
    expect(out.match(/^! home\/p\d {2}parked$/gm)).toEqual([
      '! home/p0  parked',
      '! home/p1  parked',
      '! home/p2  parked',
    ]);
    expect(out.match(/→ volsyncctl trigger p\d -n home --unpark/g)).toHaveLength(3);
    expect(out).toContain('2 more: volsyncctl status -A --problems\n');
  });

  it('counts the destination of a new app that had nothing to restore and has a backup since, without alarm', async () => {
    const logs = `created restic repository ae815709a9 at /repository/web\n${nothingLog}`;
    const world = cluster().put(
      resources.replicationDestinations,
      destinationObject(
        { restic: { repository: 'web' } },
        { lastSyncTime: '2026-11-23T13:00:00Z', latestMoverStatus: { result: 'Successful', logs } },
      ),
    );
    expect((await looked(world)).out).toContain(
      'VolSync  0.16.0\n1 app · 1 ok\n1 destination · 1 started empty\n\nLook',
    );
    expect((await looked(world, 'status -A -o wide')).out).toContain('· started empty');
  });

  it('shows the namespace that -n names alone', async () => {
    const world = cluster().put(resources.replicationSources, {
      ...parked('other'),
      metadata: { namespace: 'media', name: 'other' },
    });
    const { out } = await looked(world, '-n media');
    expect(out).toContain('VolSync  0.16.0\nOnly namespace media\n1 app · 1 parked\n');
    expect(out).toMatch(/volsyncctl status -n media shows every\s+app\.$/m);
    expect((await looked(world, '-n none')).out).toContain('No app is backed up with VolSync in namespace none yet.\n');
    expect((await looked(world)).out).toContain('volsyncctl status -A shows every app.');
  });

  it('makes a few lists, and nothing else', async () => {
    const world = cluster({ parkedCount: 20 });
    await looked(world);
    expect(new Set(world.calls.map(({ verb }) => verb))).toEqual(new Set(['list']));
    expect(world.calls.length).toBeLessThanOrEqual(6);
  });

  it('says where VolSync does not run', async () => {
    expect((await looked(cluster({ readyReplicas: 0 }))).out).toContain(
      'VolSync  0.16.0, not ready  → volsyncctl doctor\n',
    );
    expect((await looked(new FakeCluster())).out).toContain('VolSync  no controller found  → volsyncctl doctor\n');
    expect((await looked(new FakeCluster())).out).toContain('No app is backed up with VolSync yet.\n');
  });

  it.each([
    ['without a cluster', undefined, '✗ There is no cluster in this test.\n'],
    [
      'without VolSync',
      new FakeCluster().fail(
        'list',
        resources.replicationSources,
        new Failure('not-found', 'VolSync is not installed.'),
      ),
      '✗ VolSync is not installed.\n',
    ],
    ['without permission', cluster().forbid({ resource: 'replicationsources' }), /✗ .*replicationsources/],
  ])('is the same page %s, with the reason', async (_case, world, why) => {
    const { exitCode, out, err } = await looked(world);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(why);
    expect(out).toMatch(commands);
  });

  it('shows one namespace where only that may be read, and does not call VolSync ready unseen', async () => {
    const world = cluster().put(resources.replicationSources, {
      ...healthy('own'),
      metadata: { namespace: 'default', name: 'own' },
    });
    const list = world.list.bind(world);
    const refused = new Failure('forbidden', 'You may not list all.');
    world.list = async (resource, scope, signal) => {
      if (scope.namespace === undefined || resource.plural === 'deployments') throw refused;
      return list(resource, scope, signal);
    };
    const { out } = await looked(world);
    expect(out).toContain('Only namespace default: no permission to list all namespaces\n1 app · 1 ok\n');
    expect(out).toContain('VolSync  unknown: no permission to list Deployments\n');
  });

  it('takes connection flags, and refuses others as a command does', async () => {
    expect((await looked(cluster(), '--context lab -n home')).out).toMatch(commands);
    expect(await looked(cluster(), '--bogus')).toMatchObject({ exitCode: 2, out: '' });
    expect((await looked(cluster(), '--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    ['in a pipe', { isTerminal: false }],
    ['in CI', { env: { CI: 'true' } }],
  ])('is the short help %s, as kubectl is', async (_where, options) => {
    for (const line of ['', '-n home']) {
      const { exitCode, out } = await looked(cluster(), line, options);
      expect(exitCode).toBe(0);
      expect(out).toContain('Usage: volsyncctl COMMAND [flags]\n');
    }
  });
});
