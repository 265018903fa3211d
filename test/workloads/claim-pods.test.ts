import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { ClaimPods } from '../../src/workloads/claim-pods.ts';
import { key, place, webPod, worldOfWeb } from '../fakes/in-place/controllers.ts';
import { steps } from '../fakes/fake-volsync.ts';

const signal = new AbortController().signal;
const running = { ...key, name: webPod().metadata.name };

/** The pods of the claim, watched; the cluster's list may be ahead of the watch. */
async function watched() {
  const world = worldOfWeb();
  let isListedEmpty = false;
  const cluster: ConstructorParameters<typeof ClaimPods>[1]['cluster'] = {
    watch: (...args) => world.cluster.watch(...args),
    list: async (...args) => (isListedEmpty ? [] : world.cluster.list(...args)),
  };
  const pods = new ClaimPods(place, { cluster, now: () => world.now() });
  await pods.begin();
  return { world, pods, leave: () => (isListedEmpty = true) };
}

it('takes a pod for gone that the watch still shows and the cluster does not', async () => {
  const { world, pods, leave } = await watched();
  leave();
  await pods.expectNone(signal);
  expect(pods.disturbance).toBeUndefined();
  world.cluster.remove(resources.pods, running);
  await steps(5);
  expect(pods.disturbance).toBeUndefined();
  await pods[Symbol.asyncDispose]();
  expect(world.cluster.openStreams).toBe(0);
});

it('is disturbed by a pod that comes afterwards', async () => {
  const { world, pods, leave } = await watched();
  leave();
  await pods.expectNone(signal);
  world.cluster.put(resources.pods, webPod('debug'));
  await steps(5);
  expect(pods.disturbance).toContain('pod debug');
  await pods[Symbol.asyncDispose]();
});

it('is disturbed by a pod that is still there', async () => {
  const { pods } = await watched();
  await pods.expectNone(signal);
  expect(pods.disturbance).toContain(running.name);
  await pods[Symbol.asyncDispose]();
});
