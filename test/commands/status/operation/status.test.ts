import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { Job, Pod } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { fleetStatus } from '../../../../src/commands/status/operation/status.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../../../fakes/mover-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const syncing = { lastSyncStartTime: '2026-11-23T15:20:00Z' };
const home = { namespace: 'home' };

function ports(cluster: FakeCluster) {
  return { cluster, signal: new AbortController().signal, now: () => now };
}

function put(cluster: FakeCluster, job: Job, ...pods: readonly Pod[]): FakeCluster {
  return cluster.put(resources.jobs, job).put(resources.pods, ...pods);
}

async function problemsOf(cluster: FakeCluster) {
  const { sources } = await fleetStatus(home, ports(cluster));
  return sources.map(({ state, problems }) => [state, problems[0]?.cause, problems[0]?.message]);
}

describe('fleetStatus', () => {
  it('asks for sources, destinations and open restores once each, and for nothing else while nothing syncs', async () => {
    const cluster = new FakeCluster();
    for (let i = 0; i < 50; i += 1) {
      cluster.put(resources.replicationSources, sourceObject({}, {}, `app-${i}`));
      cluster.put(resources.replicationDestinations, destinationObject({}, {}, `app-${i}`));
    }
    const fleet = await fleetStatus({ namespace: undefined }, ports(cluster));
    expect([fleet.sources.length, fleet.destinations.length]).toEqual([50, 50]);
    expect(cluster.calls.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual([
      'list replicationsources',
      'list replicationdestinations',
      'list configmaps',
    ]);
  });

  it('asks for Jobs, pods and copies once each while something syncs, by label and without the selector of sources', async () => {
    const cluster = new FakeCluster().put(
      resources.replicationSources,
      { ...sourceObject({}, syncing, 'a'), metadata: { ...sourceObject({}, {}, 'a').metadata, labels: { tier: 'x' } } },
      sourceObject({}, syncing, 'b'),
    );
    await fleetStatus({ namespace: 'home', labelSelector: 'tier=x' }, ports(cluster));
    expect(cluster.calls.slice(3).map(({ kind, scope }) => [kind, scope?.labelSelector])).toEqual([
      ['jobs', 'app.kubernetes.io/created-by=volsync'],
      ['pods', 'app.kubernetes.io/created-by=volsync'],
      ['volumesnapshots', 'app.kubernetes.io/created-by=volsync'],
    ]);
  });

  it('reads the log of the newest failed pod of the source that owns it', async () => {
    const cluster = new FakeCluster().put(
      resources.replicationSources,
      sourceObject({}, syncing, 'web'),
      sourceObject({}, syncing, 'mail'),
    );
    put(
      cluster,
      moverJob('web', { failed: 2, active: 1 }),
      moverPod('web', 1, 'Failed'),
      moverPod('web', 2, 'Failed'),
      moverPod('web', 3, 'Running'),
    );
    put(cluster, moverJob('mail', { active: 1 }), moverPod('mail', 1, 'Running'));
    cluster
      .log({ namespace: 'home', name: 'volsync-src-web-2' }, 'restic')
      .write(['Fatal: wrong password or no key found']);
    expect(await problemsOf(cluster)).toEqual([
      ['failing', 'wrong-password', 'the password does not open the repository'],
      ['syncing', undefined, undefined],
    ]);
    expect(cluster.calls.filter(({ verb }) => verb === 'logs').map(({ log }) => log?.name)).toEqual([
      'volsync-src-web-2',
    ]);
  });

  it('reads a bounded number of logs, and still says of each one that it fails', async () => {
    const cluster = new FakeCluster();
    for (let i = 0; i < 30; i += 1) {
      const name = `app-${i}`;
      cluster.put(resources.replicationSources, sourceObject({}, syncing, name));
      put(cluster, moverJob(name, { failed: 1 }), moverPod(name, 1, 'Failed'));
      cluster.log({ namespace: 'home', name: `volsync-src-${name}-1` }, 'restic').write(['Fatal: x509: unknown']);
    }
    const states = await problemsOf(cluster);
    expect(states.every(([state]) => state === 'failing')).toBe(true);
    expect(cluster.count('logs')).toBe(20);
  });

  it.each<[string, (cluster: FakeCluster) => void, readonly unknown[]]>([
    [
      'a pod whose image cannot be pulled, at once',
      (cluster) =>
        put(cluster, moverJob('web', { active: 1 }), moverPod('web', 1, 'Pending', { waiting: 'ErrImagePull' })),
      ['failing', 'image-not-pullable', 'the image of the container restic cannot be pulled'],
    ],
    [
      'a pod that waits for its volume, by an event',
      (cluster) => {
        put(cluster, moverJob('web', { active: 1 }), moverPod('web', 1, 'Pending', { waiting: 'ContainerCreating' }));
        cluster.put(resources.events, {
          metadata: { name: 'e', namespace: 'home' },
          regarding: { kind: 'Pod', name: 'volsync-src-web-1', uid: 'pod-web-1' },
          type: 'Warning',
          reason: 'FailedMount',
          note: 'MountVolume.SetUp failed',
        });
      },
      ['failing', 'mount-failing', 'a volume of the mover cannot be mounted: MountVolume.SetUp failed'],
    ],
    [
      'a Job that gets no pod, by an event',
      (cluster) => {
        put(cluster, moverJob('web', {}));
        cluster.put(resources.events, {
          metadata: { name: 'e', namespace: 'home' },
          regarding: { kind: 'Job', name: 'volsync-src-web', uid: 'job-web' },
          type: 'Warning',
          reason: 'FailedCreate',
          note: 'pods "x" is forbidden: exceeded quota: none',
        });
      },
      ['failing', 'quota-exceeded', expect.stringContaining('exceeded quota')],
    ],
    [
      'a pod that is gone, as far as the Job knows',
      (cluster) => put(cluster, moverJob('web', { failed: 3, active: 1 })),
      ['failing', undefined, 'the mover is failing for an unknown reason'],
    ],
    [
      'a log that may not be read',
      (cluster) => {
        put(cluster, moverJob('web', { failed: 1 }), moverPod('web', 1, 'Failed'));
        cluster.forbid({ resource: 'pods', subresource: 'log' });
      },
      ['failing', undefined, expect.stringContaining('its log cannot be read')],
    ],
    [
      'pods that may not be listed, where the Job counts failures',
      (cluster) => {
        put(cluster, moverJob('web', { failed: 1 }));
        cluster.forbid({ verb: 'list', resource: 'pods' });
      },
      ['failing', undefined, expect.stringContaining('May not list pods')],
    ],
    [
      'nothing, where pods may not be listed',
      (cluster) => {
        put(cluster, moverJob('web', { active: 1 }));
        cluster.forbid({ verb: 'list', resource: 'pods' });
      },
      ['forbidden', undefined, expect.stringContaining('could not be seen: May not list pods in home.')],
    ],
    [
      'nothing, where Jobs may not be listed',
      (cluster) => void cluster.forbid({ verb: 'list', resource: 'jobs' }),
      ['forbidden', undefined, expect.stringContaining('could not be seen: May not list jobs in home.')],
    ],
    [
      'nothing wrong with a young pod that waits for its volume',
      (cluster) =>
        put(
          cluster,
          moverJob('web', { active: 1 }),
          moverPod('web', 1, 'Pending', { waiting: 'ContainerCreating', created: '2026-11-23T15:23:50Z' }),
        ),
      ['syncing', undefined, undefined],
    ],
  ])('sees %s', async (_name, arrange, expected) => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject({}, syncing));
    arrange(cluster);
    expect(await problemsOf(cluster)).toEqual([expected]);
  });

  it('says that destinations could not be read, and shows the rest', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    cluster.forbid({ verb: 'list', resource: 'replicationdestinations' });
    const fleet = await fleetStatus(home, ports(cluster));
    expect(fleet.sources).toHaveLength(1);
    expect(fleet.gaps).toEqual([
      { kind: 'ReplicationDestination', reason: 'forbidden', message: 'May not list replicationdestinations in home.' },
    ]);
  });

  it('has nothing to say without the right to list sources', async () => {
    const cluster = new FakeCluster().forbid({ verb: 'list', resource: 'replicationsources' });
    await expect(fleetStatus(home, ports(cluster))).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('does not hide that the server went away', async () => {
    const cluster = new FakeCluster().fail('list', resources.replicationDestinations, new Failure('unreachable', 'no'));
    await expect(fleetStatus(home, ports(cluster))).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
