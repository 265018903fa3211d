import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { readMoverLogs } from '../../../../src/commands/logs/operation/logs.ts';
import { clusterWith, job, key, options, pod, podKey, portsOn, syncing } from '../../../fakes/mover-logs.ts';

describe('moverLogs', () => {
  it('shows all containers of the running mover in order of start', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 'running' }));
    cluster.log(podKey('p1'), 'restic').write(['Starting container', 'backing up']);
    cluster.log(podKey('p1'), 'jitter').write(['sleeping 2s']);
    const { told, ports } = portsOn(cluster);
    expect(await readMoverLogs(options, ports)).toEqual({ kind: 'shown' });
    expect(told).toEqual(['p1/jitter: sleeping 2s', 'p1/restic: Starting container', 'p1/restic: backing up']);
  });

  it('shows failed pods of the present Job too, oldest first, and says how they failed', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('second', 'j1', { jitter: 0, restic: 'running' }))
      .put(resources.pods, pod('first', 'j1', { jitter: 0, restic: 3 }))
      .put(resources.pods, pod('other', 'of another app', { restic: 'running' }));
    for (const name of ['first', 'second']) {
      cluster.log(podKey(name), 'jitter');
      cluster.log(podKey(name), 'restic').write([`I am ${name}`, 'Fatal: wrong password or no key found']);
    }
    const { told, ports } = portsOn(cluster);
    await readMoverLogs(options, ports);
    expect(told).toEqual([
      'first/restic: I am first',
      'first/restic: Fatal: wrong password or no key found',
      '! first/restic exit 3: the password does not open the repository',
      'second/restic: I am second',
      'second/restic: Fatal: wrong password or no key found',
    ]);
  });

  it('shows one container where asked, and names them all where there is no such one', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 'running' }));
    cluster.log(podKey('p1'), 'jitter').write(['a', 'b', 'c']);
    const { told, ports } = portsOn(cluster);
    await readMoverLogs({ ...options, container: 'jitter', tailLines: 2 }, ports);
    expect(told).toEqual(['p1/jitter: b', 'p1/jitter: c']);
    await expect(readMoverLogs({ ...options, container: 'x' }, ports)).rejects.toMatchObject({
      kind: 'not-found',
      details: ['There are: jitter, restic'],
    });
  });

  it('says why a container does not get to run, after what those before it said', async () => {
    const waiting = pod('p1', 'j1', { jitter: 0 });
    const containerStatuses = [{ name: 'restic', state: { waiting: { reason: 'ErrImagePull', message: 'no' } } }];
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, { ...waiting, status: { ...waiting.status, containerStatuses } });
    const { told, ports } = portsOn(cluster);
    cluster.log(podKey('p1'), 'jitter').write(['slept']);
    await readMoverLogs(options, ports);
    expect(told).toEqual(['p1/jitter: slept', '! p1 waits: ErrImagePull']);
  });

  it('says that a log went away while it was about to be read', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { jitter: 0 }));
    const { told, ports } = portsOn(cluster);
    await readMoverLogs(options, ports);
    expect(told).toEqual(['! p1/jitter gone']);
  });

  it('shows the stored tail when nothing runs, and says so first', async () => {
    const lastSyncTime = '2026-11-23T14:00:00Z';
    const cluster = clusterWith({
      lastSyncTime,
      latestMoverStatus: { result: 'Successful', logs: 'one\ntwo\nthree\n' },
    });
    const { told, ports } = portsOn(cluster);
    await readMoverLogs(options, ports);
    expect(told).toEqual([
      `! stored of ${lastSyncTime}`,
      'undefined/undefined: one',
      'undefined/undefined: two',
      'undefined/undefined: three',
    ]);
    told.length = 0;
    await readMoverLogs({ ...options, tailLines: 0 }, ports);
    expect(told).toEqual([`! stored of ${lastSyncTime}`]);
    await expect(readMoverLogs({ ...options, container: 'restic' }, ports)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('says that there has never been one', async () => {
    const { told, ports } = portsOn(clusterWith({}, { paused: true }));
    await readMoverLogs(options, ports);
    expect(told).toEqual(['! stored of undefined, empty']);
  });

  it('says that a sync runs without a pod, and why', async () => {
    const conditions = [{ type: 'Synchronizing', status: 'False', reason: 'Error', message: 'no secret' } as const];
    const { told, ports } = portsOn(clusterWith({ ...syncing, conditions }, { paused: true }));
    await readMoverLogs(options, ports);
    expect(told[0]).toBe('! no pod, paused, no secret');
  });

  it('reads each kind once, without a watch', async () => {
    const cluster = clusterWith({ lastSyncTime: '2026-11-23T14:00:00Z' });
    await readMoverLogs(options, portsOn(cluster).ports);
    expect(cluster.calls.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual([
      'find replicationsources',
      'list configmaps',
      'list jobs',
      'list pods',
    ]);
  });

  it.each([
    [{ external: {} }, /external/],
    [{ syncthing: {} }, /syncthing/],
  ])('refuses what has no mover: %j', async (spec, message) => {
    const reading = readMoverLogs(options, portsOn(clusterWith({}, spec)).ports);
    await expect(reading).rejects.toMatchObject({ kind: 'refused', message: expect.stringMatching(message) as string });
  });

  it('names what is there when the app is not', async () => {
    const target = { ...options.target, name: 'wbe' };
    const reading = readMoverLogs({ ...options, target }, portsOn(clusterWith()).ports);
    await expect(reading).rejects.toMatchObject({ kind: 'not-found', details: ['There is: web'] });
  });

  describe('of a destination', () => {
    const destination = { metadata: { namespace: 'home', name: 'web-bootstrap', uid: 'rd' }, status: {} };
    const target = { ...options.target, kind: 'destination' } as const;

    it('is found by its name, and through the PVC of the app', async () => {
      const cluster = clusterWith()
        .put(resources.replicationDestinations, destination)
        .put(resources.persistentVolumeClaims, {
          metadata: key,
          spec: { dataSourceRef: { kind: 'ReplicationDestination', name: 'web-bootstrap' } },
        });
      const { told, ports } = portsOn(cluster);
      await readMoverLogs({ ...options, target: { ...target, name: 'web-bootstrap' } }, ports);
      await readMoverLogs({ ...options, target }, ports);
      expect(told).toEqual(['! stored of undefined, empty', '! stored of undefined, empty']);
    });

    it('is offered where the app has only that', async () => {
      const cluster = clusterWith().put(resources.replicationDestinations, destination);
      const reading = readMoverLogs(
        { ...options, target: { ...options.target, name: 'web-bootstrap' } },
        portsOn(cluster).ports,
      );
      await expect(reading).rejects.toMatchObject({ kind: 'not-found', hint: 'add --destination' });
    });

    it('is said to be absent', async () => {
      const cluster = clusterWith().put(resources.replicationDestinations, destination);
      const reading = readMoverLogs({ ...options, target }, portsOn(cluster).ports);
      await expect(reading).rejects.toMatchObject({ kind: 'not-found', details: ['There is: web-bootstrap'] });
    });
  });
});
