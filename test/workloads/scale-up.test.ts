import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { scaleUp } from '../../src/workloads/scale-up.ts';
import { waitReady } from '../../src/workloads/wait-ready.ts';
import type { Pod } from '../../src/kubernetes/objects.ts';
import {
  key,
  planned,
  replicasOf,
  seen,
  told,
  webPod,
  withControllers,
  worldOfWeb,
} from '../fakes/in-place/controllers.ts';

describe('scaleBack', () => {
  it.each<[string, number, Partial<typeof planned>, number, readonly string[]]>([
    ['has other replicas', 3, {}, 3, ['Deployment home/web has 3 replicas by now, instead of 1: left as it is']],
    [
      'was created again',
      0,
      { uid: 'another' },
      0,
      ['left Deployment home/web: kubectl scale deployment web -n home --replicas=1'],
    ],
    ['is as it was', 1, {}, 1, []],
    ['had none', 0, { replicas: 0 }, 0, []],
  ])('leaves what %s', async (_, replicas, parts, left, words) => {
    const world = worldOfWeb(replicas);
    await scaleUp({ namespace: 'home', workloads: [{ ...planned, ...parts }] }, world);
    expect(world.cluster.count('patch')).toBe(0);
    expect(replicasOf(world)).toBe(left);
    expect(told(world)).toEqual(words);
  });

  it('gives the replicas back once, and goes on where one is gone', async () => {
    const world = withControllers(worldOfWeb(0));
    const workloads = [
      { ...planned, name: 'gone' },
      { ...planned, replicas: 2 },
    ];
    await scaleUp({ namespace: 'home', workloads }, world);
    await scaleUp({ namespace: 'home', workloads: [{ ...planned, replicas: 2 }] }, world);
    expect(world.cluster.count('patch')).toBe(1);
    expect(told(world)).toEqual([
      'Deployment home/gone is gone: there is nothing to scale back',
      'scaled Deployment home/web back to 2',
    ]);
  });
});

const request = { namespace: 'home', workloads: [planned], timeoutMs: 60_000 };

function waitingFor(reason: string, message = ''): Pod {
  const state = { waiting: { reason, message } };
  return { ...webPod(), status: { phase: 'Pending', containerStatuses: [{ name: 'app', state }] } };
}

describe('waitReady', () => {
  it('waits for the ready pods of the present spec, not of the one before', async () => {
    const world = worldOfWeb();
    world.cluster.change(resources.deployments, key, (object) => ({
      ...object,
      metadata: { ...object.metadata, generation: 2 },
    }));
    const waiting = waitReady(request, world);
    await world.waitsUntil(60_000);
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(2, 1, 0) }));
    await world.waitsUntil(60_000);
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(2, 1) }));
    await waiting;
    expect(world.cluster.openStreams).toBe(0);
  });

  it('says at once why a pod never will run', async () => {
    const world = worldOfWeb();
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(1, 1, 0) }));
    world.cluster.put(resources.pods, waitingFor('InvalidImageName', 'could not parse'));
    await expect(waitReady(request, world)).rejects.toMatchObject({
      kind: 'failed',
      message: 'Deployment web in home does not start.',
      details: ['pod web-7d-x: the image of the container app cannot be used: InvalidImageName', 'could not parse'],
      hint: 'kubectl describe deployment web -n home',
    });
  });

  it('gives up in time, with what the pods say themselves', async () => {
    const world = worldOfWeb();
    world.cluster.change(resources.deployments, key, (object) => ({ ...object, status: seen(1, 1, 0) }));
    world.cluster.put(resources.pods, waitingFor('CrashLoopBackOff', 'back-off 10s'));
    const waiting = waitReady(request, world);
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    await expect(waiting).rejects.toMatchObject({
      kind: 'timeout',
      message: 'Deployment web in home is not ready after 60s.',
      details: ['pod web-7d-x: container app waits: CrashLoopBackOff, back-off 10s'],
    });
  });

  it('says why no pod can be created', async () => {
    const world = worldOfWeb();
    world.cluster.remove(resources.pods, { ...key, name: 'web-7d-x' });
    const conditions = [{ type: 'ReplicaFailure', status: 'True' as const, message: 'exceeded quota' }];
    world.cluster.change(resources.deployments, key, (object) => ({
      ...object,
      status: { ...seen(1, 0), conditions },
    }));
    const waiting = waitReady(request, world);
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    await expect(waiting).rejects.toMatchObject({ details: ['no pod can be created: exceeded quota'] });
  });

  it('does not wait for what was left at 0, had none, or is gone', async () => {
    await waitReady(request, worldOfWeb(0));
    const others = [
      { ...planned, replicas: 0 },
      { ...planned, name: 'gone' },
    ];
    await waitReady({ ...request, workloads: others }, worldOfWeb());
  });
});
