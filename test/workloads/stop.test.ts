import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { stopWorkloads } from '../../src/workloads/stop.ts';
import { metaOf, ownedBy, podWith } from '../fakes/claim-facts.ts';
import {
  key,
  place,
  planned,
  replicasOf,
  scaled,
  seen,
  told,
  webPod,
  withControllers,
  worldOfWeb,
} from '../fakes/in-place/controllers.ts';
import type { World } from '../fakes/helper-pod-world.ts';

const stop = (world: World, workloads = [planned]) => stopWorkloads({ ...place, workloads, timeoutMs: 60_000 }, world);

/** Checks that a promise is not settled yet. */
async function notYet<T>(promise: Promise<T>): Promise<void> {
  let isSettled = false;
  void promise.finally(() => (isSettled = true)).catch(() => undefined);
  for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
  expect(isSettled).toBe(false);
}

describe('stopWorkloads', () => {
  it('is not done while a pod that is being ended still has the volume', async () => {
    const world = worldOfWeb();
    const stopping = stop(world);
    await world.waitsUntil(60_000);
    const ending = webPod();
    const metadata = { ...ending.metadata, deletionTimestamp: '2026-11-23T15:24:30Z' };
    world.cluster.put(resources.pods, { ...ending, metadata });
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(1, 0) }));
    await notYet(stopping);
    world.cluster.remove(resources.pods, { ...key, name: 'web-7d-x' });
    await stopping;
    expect(told(world)).toEqual(['scaled Deployment web from 1 to 0']);
    expect(world.cluster.openStreams).toBe(0);
  });

  it('is not done before the controller has seen it: it may still make a pod', async () => {
    const world = worldOfWeb();
    world.cluster.afterPatch(resources.deployments, () => {
      world.cluster.remove(resources.pods, { ...key, name: 'web-7d-x' });
      world.cluster.change(resources.deployments, key, (object) => ({
        ...object,
        metadata: { ...object.metadata, generation: 2 },
        status: seen(1, 0),
      }));
    });
    const stopping = stop(world);
    await notYet(stopping);
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(2, 0) }));
    await stopping;
  });

  it('is not done while a pod of somebody else has the volume, and names it at the end of its time', async () => {
    const world = withControllers(worldOfWeb());
    const job = podWith(metaOf('nightly-x', ownedBy('Job', 'nightly', 'batch/v1')));
    world.cluster.afterPatch(resources.deployments, () => world.cluster.put(resources.pods, job));
    const stopping = stop(world);
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    await expect(stopping).rejects.toMatchObject({
      kind: 'timeout',
      message: 'PVC home/web is still mounted after 60s.',
      details: ['pod nightly-x of Job nightly is Running'],
      hint: 'kubectl describe pods -n home nightly-x',
    });
    expect(world.cluster.openStreams).toBe(0);
  });

  /** Ends only when the test says so. */
  const slow = podWith(metaOf('slow', ownedBy('ReplicaSet', 'web-7d')));

  it('answers who scales up again, three times, and then names him', async () => {
    const world = worldOfWeb();
    world.cluster.put(resources.pods, slow);
    withControllers(world, (replicas) => {
      if (replicas === 0) setImmediate(() => scaled(world, 2, 'helm-controller'));
    });
    await expect(stop(world)).rejects.toMatchObject({
      kind: 'refused',
      message: 'Deployment home/web does not stay at 0 replicas: helm-controller has scaled it up 4 times.',
    });
    expect(told(world)).toEqual([
      'scaled Deployment web from 1 to 0',
      ...Array.from(
        { length: 3 },
        () => 'helm-controller has scaled Deployment web up again: scaled Deployment web from 2 to 0',
      ),
    ]);
  });

  it('wins against one that is still on its way', async () => {
    const world = worldOfWeb();
    world.cluster.put(resources.pods, slow);
    let isFirst = true;
    withControllers(world, () => {
      if (isFirst) setImmediate(() => scaled(world, 1, 'kustomize-controller'));
      else world.cluster.remove(resources.pods, { ...key, name: 'slow' });
      isFirst = false;
    });
    await stop(world);
    expect(replicasOf(world)).toBe(0);
    expect(told(world)).toEqual([
      'scaled Deployment web from 1 to 0',
      'kustomize-controller has scaled Deployment web up again: scaled Deployment web from 1 to 0',
    ]);
  });

  it('does not count a change of the status, or of anything else, as a fight', async () => {
    const world = worldOfWeb();
    world.cluster.put(resources.pods, slow);
    let rounds = 0;
    withControllers(world, (replicas) => {
      rounds += 1;
      if (replicas === 0 && rounds <= 3) setImmediate(() => scaled(world, 2, 'helm-controller'));
      if (rounds === 4) world.cluster.remove(resources.pods, { ...key, name: 'slow' });
    });
    world.cluster.before('patch', resources.deployments, () => {
      if (world.cluster.count('patch') % 2 === 1) world.cluster.change(resources.deployments, key, (object) => object);
    });
    await stop(world);
    expect(rounds).toBe(4);
    expect(replicasOf(world)).toBe(0);
  });

  it('can be done again, and then changes nothing', async () => {
    const world = withControllers(worldOfWeb());
    await stop(world);
    const { length } = world.events;
    await stop(world);
    expect(world.cluster.count('patch')).toBe(1);
    expect(world.events).toHaveLength(length);
  });

  it('does not scale one that was created again: how many it had is not known', async () => {
    const world = worldOfWeb();
    await expect(stop(world, [{ ...planned, uid: 'another' }])).rejects.toMatchObject({
      kind: 'refused',
      message: 'Deployment home/web was deleted and created again since the plan was made.',
      hint: 'scale it and try again: kubectl scale deployment web -n home --replicas=0',
    });
    expect(world.cluster.count('patch')).toBe(0);
  });

  it('goes on where that was done, and where a workload is gone', async () => {
    await stop(worldOfWeb(0), [
      { ...planned, uid: 'another' },
      { ...planned, name: 'gone', uid: 'gone' },
    ]);
  });

  it("does not wait for VolSync's movers and helper pods", async () => {
    const world = worldOfWeb(0);
    const labels = [{ 'app.kubernetes.io/created-by': 'volsync' }, { 'app.kubernetes.io/managed-by': 'volsyncctl' }];
    labels.forEach((each, i) => world.cluster.put(resources.pods, podWith(metaOf(`p${i}`, { labels: each }))));
    await stop(world);
  });

  it('ends with Ctrl-C', async () => {
    const world = worldOfWeb();
    const stopping = stop(world);
    await world.waitsUntil(60_000);
    world.interrupt();
    await expect(stopping).rejects.toMatchObject({ kind: 'interrupted' });
  });
});
