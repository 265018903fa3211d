import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { readMoverLogs } from '../../../../src/commands/logs/operation/logs.ts';
import {
  clusterWith,
  complete,
  job,
  key,
  options,
  pod,
  podKey,
  portsOn,
  settled,
  syncing,
} from '../../../fakes/mover-logs.ts';

const follow = { ...options, follow: true };
const ended = {
  kind: 'sync-ended',
  subject: 'home/web',
  completedAt: '2026-11-23T15:00:09Z',
  duration: '9s',
  result: 'Successful',
};

describe('moverLogs with follow', () => {
  it('follows each container as it starts, and ends when the sync does', async () => {
    const cluster = clusterWith(syncing);
    const { told, ports } = portsOn(cluster);
    const reading = readMoverLogs(follow, ports);
    await said(told, '! no pod');
    cluster.put(resources.jobs, job('j1')).put(resources.pods, pod('p1', 'j1', { jitter: 'running' }));
    const jitter = cluster.log(podKey('p1'), 'jitter').write(['sleeping 2s']);
    await said(told, 'p1/jitter: sleeping 2s');
    jitter.write(['slept']).end();
    const restic = cluster.log(podKey('p1'), 'restic').write(['Starting container']);
    cluster.put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 'running' }));
    await said(told, 'p1/restic: Starting container');
    restic.write(['=== Done ==='], '2026-11-23T15:00:08Z');
    complete(cluster);
    await settled();
    restic.end();
    expect(await reading).toEqual(ended);
    expect(told).toEqual([
      '! no pod',
      'p1/jitter: sleeping 2s',
      'p1/jitter: slept',
      'p1/restic: Starting container',
      'p1/restic: === Done ===',
    ]);
    expect(cluster.openStreams).toBe(0);
  });

  it('goes on with the next pod, and with the next Job', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 'running' }));
    for (const name of ['p1', 'pp2', 'ppp3']) {
      cluster.log(podKey(name), 'jitter').end();
      cluster
        .log(podKey(name), 'restic')
        .write([`I am ${name}`])
        .end();
    }
    const { told, ports } = portsOn(cluster);
    const reading = readMoverLogs(follow, ports);
    await said(told, 'p1/restic: I am p1');
    cluster.put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 3 }));
    cluster.put(resources.pods, pod('pp2', 'j1', { jitter: 0, restic: 3 }));
    await said(told, '! pp2/restic exit 3: why?');
    cluster.remove(resources.jobs, podKey('volsync-src-web'));
    cluster.remove(resources.pods, podKey('p1'));
    cluster.remove(resources.pods, podKey('pp2'));
    await said(told, '! no pod');
    cluster.put(resources.jobs, job('j2')).put(resources.pods, pod('ppp3', 'j2', { jitter: 0, restic: 0 }));
    await said(told, 'ppp3/restic: I am ppp3');
    complete(cluster);
    expect(await reading).toEqual(ended);
    expect(told).toEqual([
      'p1/restic: I am p1',
      '! p1/restic exit 3: why?',
      'pp2/restic: I am pp2',
      '! pp2/restic exit 3: why?',
      '! no pod',
      'ppp3/restic: I am ppp3',
    ]);
  });

  it('takes a log that was cut off up again, without saying a line twice', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { restic: 'running' }));
    const log = cluster.log(podKey('p1'), 'restic').write(['one'], '2026-11-23T15:00:01Z');
    const { told, ports } = portsOn(cluster);
    const reading = readMoverLogs({ ...follow, container: 'restic' }, ports);
    await said(told, 'p1/restic: one');
    log.cut(new Failure('unreachable', 'the API server restarts'));
    log.write(['two'], '2026-11-23T15:00:02Z');
    await said(told, 'p1/restic: two');
    log.write(['three'], '2026-11-23T15:00:03Z').end();
    complete(cluster);
    await reading;
    expect(told).toEqual(['p1/restic: one', 'p1/restic: two', 'p1/restic: three']);
  });

  it('waits for a sync that is due, and shows it from its first line', async () => {
    const trigger = { manual: 'new' };
    const cluster = clusterWith({ lastSyncTime: '2026-11-23T14:00:00Z', lastManualSync: 'old' }, { trigger });
    const { told, ports } = portsOn(cluster);
    const reading = readMoverLogs({ ...follow, tailLines: 1 }, ports);
    await said(told, '! no pod');
    cluster.log(podKey('p1'), 'jitter').end();
    cluster.log(podKey('p1'), 'restic').write(['one', 'two']).end();
    cluster.put(resources.jobs, job('j1')).put(resources.pods, pod('p1', 'j1', { jitter: 0, restic: 0 }));
    complete(cluster);
    expect(await reading).toEqual(ended);
    expect(told).toEqual(['! no pod', 'p1/restic: one', 'p1/restic: two']);
  });

  it('does not wait for a sync that nobody asked for', async () => {
    const status = { lastSyncTime: '2026-11-23T14:00:00Z', nextSyncTime: '2026-11-23T16:00:00Z' };
    const { told, ports } = portsOn(clusterWith(status, { trigger: { schedule: '0 * * * *' } }));
    expect(await readMoverLogs(follow, ports)).toEqual({ kind: 'shown' });
    expect(told).toEqual(['! stored of 2026-11-23T14:00:00Z, empty']);
  });

  it('shows what VolSync stored where the mover came and went before a line could be read', async () => {
    const cluster = clusterWith(syncing);
    const { told, ports } = portsOn(cluster);
    const reading = readMoverLogs(follow, ports);
    await said(told, '! no pod');
    complete(cluster);
    expect(await reading).toEqual(ended);
    expect(told).toEqual(['! no pod', `! stored of ${ended.completedAt}, empty`]);
  });

  it('ends as interrupted on Ctrl-C, and leaves nothing open', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { restic: 'running' }));
    cluster.log(podKey('p1'), 'restic').write(['one']);
    const controller = new AbortController();
    const reading = readMoverLogs(follow, portsOn(cluster, controller.signal).ports);
    await vi.waitFor(() => expect(cluster.openStreams).toBe(4));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'interrupted' });
    expect(cluster.openStreams).toBe(0);
  });

  it('fails as the log does: with the right that is missing', async () => {
    const cluster = clusterWith(syncing)
      .put(resources.jobs, job('j1'))
      .put(resources.pods, pod('p1', 'j1', { restic: 'running' }))
      .forbid({ resource: 'pods', subresource: 'log' });
    const reading = readMoverLogs(follow, portsOn(cluster).ports);
    await expect(reading).rejects.toMatchObject({ kind: 'forbidden', message: 'May not get pods/log in home.' });
    expect(cluster.openStreams).toBe(0);
  });

  it('says that the app was deleted meanwhile', async () => {
    const cluster = clusterWith(syncing);
    const reading = readMoverLogs(follow, portsOn(cluster).ports);
    setTimeout(() => cluster.remove(resources.replicationSources, key), 10);
    await expect(reading).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('says once why there is no pod', async () => {
    const cluster = clusterWith(syncing, { paused: true });
    const controller = new AbortController();
    const { told, ports } = portsOn(cluster, controller.signal);
    const reading = readMoverLogs(follow, ports);
    await said(told, '! no pod, paused');
    cluster.put(resources.jobs, job('j1'));
    cluster.put(resources.jobs, job('j1'));
    await settled();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'interrupted' });
    expect(told).toEqual(['! no pod, paused']);
  });
});

/** Waits until it is reported, however busy the machine is. */
async function said(told: readonly string[], line: string): Promise<void> {
  await vi.waitFor(() => {
    expect(told).toContain(line);
  }, 5000);
}
