import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { waitForApps, type WaitOptions } from '../../../../src/commands/bootstrap-check/operation/wait-for-apps.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { destinationObject, emptyLog, newSource, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../../../fakes/mover-objects.ts';
import { claimObject } from '../../../fakes/bootstrap-facts.ts';

const web = { namespace: 'home', name: 'web' };

/** Waits for `web`, and acts on the cluster each time something new is waited for. */
async function wait(
  cluster: FakeCluster,
  options: Partial<WaitOptions>,
  react: (message: string) => void = () => undefined,
) {
  const messages: string[] = [];
  let time = Date.parse('2026-11-23T15:24:00Z');
  const controller = new AbortController();
  const ends = await waitForApps(
    [web],
    { timeoutMs: 60_000, hasBackup: true, ...options },
    {
      cluster,
      signal: controller.signal,
      now: () => new Date(time),
      sleep: async (ms, signal) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (signal?.aborted !== true) time += ms;
      },
      tellWait: ({ message }) => {
        messages.push(message);
        setImmediate(() => react(message));
      },
    },
  );
  expect(cluster.openStreams).toBe(0);
  return { end: ends.get('home/web'), messages };
}

describe('waiting for an app', () => {
  it('goes from nothing at all over the volume to the first backup, by watching', async () => {
    const cluster = new FakeCluster();
    const { end, messages } = await wait(cluster, {}, (message) => {
      if (message.includes('its ReplicationSource')) {
        cluster.put(resources.persistentVolumeClaims, claimObject({ phase: 'Pending' }));
        cluster.put(resources.replicationDestinations, destinationObject());
        cluster.put(resources.replicationSources, newSource());
      }
      if (message.includes('for the volume')) cluster.put(resources.persistentVolumeClaims, claimObject());
      if (message.endsWith('for the first backup')) cluster.put(resources.replicationSources, sourceObject());
    });
    expect(end).toMatchObject({ kind: 'reached' });
    expect(messages).toEqual([
      'waiting for its ReplicationSource',
      'waiting for the volume: VolSync fills it from VolumeSnapshot volsync-web-dest-1',
      'waiting for the first backup',
    ]);
    expect(cluster.count('list')).toBe(0);
  });

  it('does not take a sync of an empty volume for a backup, and ends at its deadline', async () => {
    const cluster = new FakeCluster().put(resources.persistentVolumeClaims, claimObject());
    const logs = { latestMoverStatus: { result: 'Successful' as const, logs: emptyLog } };
    cluster.put(resources.replicationSources, sourceObject({}, logs));
    const { end } = await wait(cluster, { timeoutMs: 5000 });
    expect(end).toMatchObject({ kind: 'timeout', message: expect.stringContaining('empty volume') as string });
    expect(end?.waitedMs).toBeGreaterThanOrEqual(5000);
  });

  it('without a backup to wait for, a bound volume is enough', async () => {
    const cluster = new FakeCluster().put(resources.persistentVolumeClaims, claimObject());
    cluster.put(resources.replicationSources, newSource());
    expect((await wait(cluster, { hasBackup: false })).end).toMatchObject({ kind: 'reached' });
  });

  it('gives up at once where the mover fails and only somebody can mend that', async () => {
    const cluster = new FakeCluster().put(resources.persistentVolumeClaims, claimObject());
    cluster.put(resources.replicationSources, {
      ...newSource(),
      status: { lastSyncStartTime: '2026-11-23T15:20:00Z' },
    });
    cluster.put(resources.jobs, moverJob('web', { failed: 1 }));
    cluster.put(resources.pods, moverPod('web', 1, 'Failed'));
    const log = cluster.log({ namespace: 'home', name: 'volsync-src-web-1' }, 'restic');
    log.write(['Fatal: wrong password or no key found', 'ERROR: failure connecting to repository, incorrect password']);
    log.end();
    const { end } = await wait(cluster, {});
    expect(end).toMatchObject({
      kind: 'hopeless',
      message: expect.stringMatching(/first backup fails: .*password/) as string,
    });
  });
});
