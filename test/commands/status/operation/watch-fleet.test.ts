import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { watchFleet, type WatchedFleet } from '../../../../src/commands/status/operation/watch-fleet.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../../../fakes/mover-objects.ts';

const start = new Date('2026-11-23T15:24:00Z');
const syncing = { lastSyncStartTime: '2026-11-23T15:20:00Z' };
const key = { namespace: 'home', name: 'web' };
const everything = { scope: { namespace: 'home' }, apps: undefined };

/** A watch whose time passes by itself: each sleep takes a millisecond and counts in full. */
function following(cluster: FakeCluster, request: Parameters<typeof watchFleet>[0] = everything, tickMs = 10_000) {
  const stop = new AbortController();
  let nowMs = start.getTime();
  const ports = {
    cluster,
    signal: stop.signal,
    now: () => new Date(nowMs),
    sleep: async (ms: number, signal?: AbortSignal) => {
      await sleep(5, undefined, signal && { signal });
      nowMs += ms;
    },
  };
  return { watched: watchFleet(request, ports, tickMs), stop };
}

async function until(
  watched: AsyncGenerator<WatchedFleet, void, undefined>,
  isSeen: (watched: WatchedFleet) => boolean,
): Promise<WatchedFleet> {
  for (let looks = 0; looks < 200; looks += 1) {
    const next = await watched.next();
    if (next.done === true) throw new Error('It ended before that was seen.');
    if (isSeen(next.value)) return next.value;
  }
  throw new Error('It was not seen.');
}

const stateIs = (state: string) => (watched: WatchedFleet) => watched.fleet.sources[0]?.state === state;

describe('watchFleet', () => {
  it('tells every change, and leaves nothing open when its reader stops', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    const { watched } = following(cluster);
    await until(watched, stateIs('idle'));
    cluster.change(resources.replicationSources, key, (source) => ({
      ...source,
      status: { ...source.status, ...syncing },
    }));
    await until(watched, stateIs('syncing'));
    cluster.put(resources.jobs, moverJob('web', { failed: 1 })).put(resources.pods, moverPod('web', 1, 'Failed'));
    cluster.log({ namespace: 'home', name: 'volsync-src-web-1' }, 'restic').write(['Fatal: x509: certificate']);
    const failing = await until(watched, stateIs('failing'));
    expect(failing.fleet.sources[0]?.problems[0]?.cause).toBe('repository-unreachable');
    await watched.return();
    expect(cluster.openStreams).toBe(0);
  });

  it('reads the log of a failed pod once, however often it looks', async () => {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject({}, syncing))
      .put(resources.jobs, moverJob('web', { failed: 1 }))
      .put(resources.pods, moverPod('web', 1, 'Failed'));
    cluster.log({ namespace: 'home', name: 'volsync-src-web-1' }, 'restic').write(['Fatal: x509: certificate']);
    const { watched } = following(cluster);
    for (let looks = 0; looks < 5; looks += 1) await until(watched, stateIs('failing'));
    await watched.return();
    expect(cluster.count('logs')).toBe(1);
  });

  it('knows an open restore by its journal where its mark was removed', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/component': 'restore' };
    const metadata = { namespace: 'home', name: 'volsyncctl-restore-web', labels };
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject())
      .put(resources.configMaps, { metadata, data: { journal: JSON.stringify(someJournal()) } });
    const { watched } = following(cluster);
    const { fleet } = await until(watched, stateIs('open-restore'));
    expect(fleet.openWithoutSource).toEqual([]);
    await watched.return();
  });

  it('goes on where ConfigMaps cannot be listed', async () => {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject({}, syncing))
      .fail('list', resources.configMaps, new Failure('unreachable', 'away'));
    const { watched } = following(cluster);
    await until(watched, stateIs('syncing'));
    await watched.return();
  });

  it('judges anew as time goes on, without a word from the server', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    const { watched } = following(cluster, everything, 30 * 60_000);
    const late = await until(watched, ({ fleet }) => fleet.sources[0]?.freshness.verdict === 'stale');
    expect(late.fleet.sources[0]?.state).toBe('not-started');
    await watched.return();
    expect(cluster.count('watch')).toBe(4);
    // The ConfigMaps of unfinished restores, once.
    expect(cluster.count('list')).toBe(1);
  });

  it('says since when the server does not answer, and takes it back', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    let isDown = true;
    cluster.before('exists', resources.namespaces, () => {
      if (isDown) throw new Failure('unreachable', 'connection refused');
    });
    const { watched } = following(cluster);
    const silent = await until(watched, ({ silentSince }) => silentSince !== undefined);
    expect(silent.silentSince).toEqual(start);
    isDown = false;
    await until(watched, ({ silentSince }) => silentSince === undefined);
    await watched.return();
  });

  it('ends quietly when the signal is aborted', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    const { watched, stop } = following(cluster);
    await until(watched, stateIs('idle'));
    stop.abort();
    await expect(watched.next()).resolves.toMatchObject({ done: true });
    expect(cluster.openStreams).toBe(0);
  });

  it('does without what may not be watched, and says so', async () => {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject({}, syncing))
      .forbid({ resource: 'replicationdestinations', verb: 'watch' })
      .forbid({ resource: 'jobs', verb: 'list' });
    const { watched } = following(cluster);
    const { fleet } = await until(watched, stateIs('forbidden'));
    expect(fleet.gaps).toMatchObject([{ reason: 'forbidden' }]);
    expect(fleet.sources[0]?.problems[0]?.message).toContain('cannot list and watch jobs');
    await watched.return();
  });

  it('fails as any command does where sources may not be watched', async () => {
    const cluster = new FakeCluster().forbid({ resource: 'replicationsources', verb: 'watch' });
    await expect(following(cluster).watched.next()).rejects.toMatchObject({ kind: 'forbidden' });
    expect(cluster.openStreams).toBe(0);
  });

  it('follows named apps and the destinations of their repositories only', async () => {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject(), sourceObject({}, {}, 'mail'))
      .put(resources.replicationDestinations, destinationObject(), destinationObject({}, {}, 'mail'));
    const { watched } = following(cluster, { scope: { namespace: 'home' }, apps: [key] });
    const { fleet } = await until(watched, ({ fleet }) => fleet.sources.length > 0);
    expect(fleet.sources.map(({ object }) => object.metadata.name)).toEqual(['web']);
    expect(fleet.destinations.map(({ object }) => object.metadata.name)).toEqual(['web-bootstrap']);
    await watched.return();
  });
});
