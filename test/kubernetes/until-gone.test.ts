import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { untilGone } from '../../src/kubernetes/until-gone.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { World } from '../fakes/helper-pod-world.ts';

const { pods } = resources;
const key = { namespace: 'home', name: 'writer' };
const scope = { namespace: 'home', fieldSelector: 'metadata.name=writer' };
const leaving = { resource: pods, scope, limitMs: 30_000 };
const worldWith = () => new World(new FakeCluster().put(pods, { metadata: key }));

describe('waiting until something is gone', () => {
  it('is over at once where it is not there', async () => {
    const world = new World(new FakeCluster());
    await untilGone(leaving, world);
    expect(world.cluster.openStreams).toBe(0);
  });

  it('is over when it goes, whatever else is said of it before', async () => {
    const world = worldWith();
    const gone = untilGone(leaving, world);
    await world.waitsUntil(30_000);
    world.cluster.change(pods, key, (pod) => ({ ...pod, status: { phase: 'Failed' as const } }));
    await world.waitsUntil(30_000);
    world.cluster.remove(pods, key);
    await gone;
    expect(world.cluster.openStreams).toBe(0);
  });

  it('names what stays', async () => {
    const world = worldWith();
    const failing = caught(untilGone(leaving, world));
    await world.waitsUntil(30_000);
    world.moveTo(30_000);
    expect(await failing).toMatchObject({ kind: 'timeout', message: 'Pod home/writer is still there after 30s.' });
    expect(world.cluster.openStreams).toBe(0);
  });
});
