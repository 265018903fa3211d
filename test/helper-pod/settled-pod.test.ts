import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { ContainerStatus, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { settledPod, type SettledPod } from '../../src/helper-pod/settled-pod.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { podEvent, World } from '../fakes/helper-pod-world.ts';

const timeouts = { startMs: 30_000, endMs: 120_000 };
const key = { namespace: 'home', name: 'helper' };
const pods = resources.pods;
const nfs = { volumes: [{ name: 'repository', nfs: { server: 'nas', path: '/vault' } }] };
const onNode = { type: 'PodScheduled', status: 'True' } as const;

const ended: ContainerStatus['state'] = { terminated: { exitCode: 0 } };
const running: ContainerStatus['state'] = { running: {} };
const waiting = (reason: string, message = ''): ContainerStatus['state'] => ({ waiting: { reason, message } });

function status(...states: readonly ContainerStatus['state'][]): Pod['status'] & object {
  return {
    phase: 'Pending',
    containerStatuses: states.map((state, index) => ({ name: `app-${index}`, ...(state && { state }) })),
  };
}

/** A pod that is waited for; it is left waiting for a change. */
function waitedFor(spec: Pod['spec'] & object = {}, cluster = new FakeCluster()) {
  const world = new World(cluster);
  const pod = cluster.put(pods, { metadata: key, spec }).stored(pods)[0] ?? { metadata: key };
  const settled = settledPod(pod, timeouts, world);
  const become = (next: Pod['status'] & object) => cluster.change(pods, key, (one) => ({ ...one, status: next }));
  return { world, cluster, pod, settled, become };
}

async function troubleOf(settled: Promise<SettledPod>): Promise<string | undefined> {
  const { trouble } = await settled;
  return trouble && `${trouble.reason}: ${trouble.message}`;
}

describe('settledPod ends', () => {
  it.each<[string, Pod['status'] & object, string | undefined]>([
    ['when every container has ended', status(ended, ended), undefined],
    ['when a container failed, which speaks for itself', status({ terminated: { exitCode: 12 } }), undefined],
    [
      'when the others have ended and one never will start for want of its Secret',
      status(ended, waiting('CreateContainerConfigError', 'secret "x" not found')),
      undefined,
    ],
    ['when the image of the only container is none', status(waiting('InvalidImageName')), undefined],
    [
      'when Kubernetes has ended the pod',
      { phase: 'Failed', reason: 'Evicted', message: 'no memory' },
      'killed: the helper pod was ended by Kubernetes: Evicted: no memory',
    ],
    [
      'when its deadline passed',
      { ...status(running), phase: 'Failed', reason: 'DeadlineExceeded' },
      'killed: the helper pod was ended by Kubernetes: DeadlineExceeded',
    ],
    ['when the pod has ended', { phase: 'Succeeded' }, undefined],
  ])('%s', async (_what, next, trouble) => {
    const { world, cluster, settled, become } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    become(next);
    expect(await troubleOf(settled)).toBe(trouble);
    expect((await settled).pod.status).toEqual(next);
    expect(cluster.openStreams).toBe(0);
  });

  it('when somebody deletes the pod', async () => {
    const { world, cluster, settled } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    cluster.remove(pods, key);
    expect(await troubleOf(settled)).toBe('killed: the helper pod was deleted before it had done its work');
  });

  it('when another pod has taken its name', async () => {
    const { world, cluster, settled } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    cluster.put(pods, { metadata: { ...key, uid: 'another' }, status: status(ended) });
    expect(await troubleOf(settled)).toMatch(/was deleted/);
  });

  it('with Ctrl-C', async () => {
    const { world, cluster, settled } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    world.interrupt();
    await expect(settled).rejects.toMatchObject({ kind: 'interrupted' });
    expect(cluster.openStreams).toBe(0);
  });

  it('with the failure of its watch', async () => {
    const { settled } = waitedFor({}, new FakeCluster().forbid({ verb: 'watch', resource: 'pods' }));
    await expect(settled).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('settledPod waits', () => {
  it('for a container that runs, until the end of all patience', async () => {
    const { world, settled, become } = waitedFor(nfs);
    await world.waitsUntil(timeouts.startMs);
    become(status(running, ended));
    await world.waitsUntil(timeouts.endMs);
    world.moveTo(timeouts.endMs);
    expect(await troubleOf(settled)).toBe(
      'repository-unreachable: no answer from the repository in 120s: NFS nas:/vault',
    );
  });

  it('for the pod itself: a watch that is being reopened shows one that has ended as running', async () => {
    const { world, cluster, pod, settled, become } = waitedFor(nfs);
    await world.waitsUntil(timeouts.startMs);
    become(status(running));
    await world.waitsUntil(timeouts.endMs);
    cluster.list = () => Promise.resolve([{ ...pod, status: status(ended) }] as never);
    world.moveTo(timeouts.endMs);
    expect(await troubleOf(settled)).toBeUndefined();
    expect((await settled).pod.status).toEqual(status(ended));
  });

  it('and blames no repository if the API server does not show the pod', async () => {
    const { world, cluster, settled, become } = waitedFor(nfs);
    await world.waitsUntil(timeouts.startMs);
    become(status(running));
    await world.waitsUntil(timeouts.endMs);
    cluster.fail('list', pods, new Failure('timeout', 'overloaded', { isOverload: true }));
    world.moveTo(timeouts.endMs);
    await expect(settled).rejects.toMatchObject({ isOverload: true });
  });

  it('no longer than its start patience for a mount that hangs: it says nothing at all', async () => {
    const { world, settled, become } = waitedFor(nfs);
    await world.waitsUntil(timeouts.startMs);
    become({ ...status(waiting('ContainerCreating')), conditions: [onNode] });
    await world.waitsUntil(timeouts.startMs);
    world.moveTo(timeouts.startMs);
    expect(await troubleOf(settled)).toBe(
      'repository-unreachable: the repository did not answer in 30s: NFS nas:/vault',
    );
  });

  it.each<[string, Pod['spec'] & object, boolean]>([
    ['without a node', nfs, false],
    ['without a repository on NFS', {}, true],
  ])('and blames no repository of a pod %s', async (_what, spec, isOnNode) => {
    const { world, settled, become } = waitedFor(spec);
    become({ ...status(), conditions: isOnNode ? [onNode] : [] });
    await world.waitsUntil(timeouts.startMs);
    world.moveTo(timeouts.startMs);
    expect(await troubleOf(settled)).toBe('unschedulable: the helper pod did not start in 30s');
  });

  it('longer while an image is being pulled', async () => {
    const { world, cluster, pod, settled, become } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    cluster.put(resources.events, podEvent(pod, 'Pulling', 'Pulling image "x"', 'Normal'));
    await world.waitsUntil(timeouts.startMs);
    world.moveTo(timeouts.startMs);
    await world.waitsUntil(timeouts.endMs);
    become(status(ended));
    expect(await troubleOf(settled)).toBeUndefined();
  });

  it('not longer once the image was pulled, or cannot be', async () => {
    for (const reason of ['Pulled', 'BackOff', 'Failed']) {
      const { world, cluster, pod, settled } = waitedFor();
      await world.waitsUntil(timeouts.startMs);
      for (const word of ['Pulling', reason]) {
        cluster.put(resources.events, podEvent(pod, word, '', 'Normal'));
        await world.waitsUntil(timeouts.startMs);
      }
      world.moveTo(timeouts.startMs);
      expect(await troubleOf(settled)).toMatch(/^unschedulable/);
    }
  });

  it('for what may heal by itself, and then says what it was', async () => {
    const { world, cluster, pod, settled } = waitedFor(nfs);
    await world.waitsUntil(timeouts.startMs);
    const note =
      'MountVolume.SetUp failed for volume "repository"\nMounting command: mount\nOutput: mount.nfs: no route';
    cluster.put(resources.events, podEvent(pod, 'FailedMount', note));
    await world.waitsUntil(timeouts.startMs);
    world.moveTo(timeouts.startMs);
    const { trouble } = await settled;
    expect(trouble).toMatchObject({
      reason: 'repository-unreachable',
      message: 'the repository cannot be mounted: NFS nas:/vault',
      details: ['mount.nfs: no route'],
    });
  });

  it('not for what never heals', async () => {
    const { world, cluster, pod, settled } = waitedFor();
    await world.waitsUntil(timeouts.startMs);
    cluster.put(resources.events, podEvent(pod, 'Failed', 'Failed to pull image "x": manifest unknown'));
    expect(await troubleOf(settled)).toMatch(/^image-not-pullable: /);
  });

  it('for the whole of its patience with a node that does not come', async () => {
    const { world, settled, become } = waitedFor();
    const condition = { type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' } as const;
    become({ phase: 'Pending', conditions: [condition] });
    await world.waitsUntil(timeouts.startMs);
    world.moveTo(timeouts.startMs);
    expect(await troubleOf(settled)).toBe('unschedulable: no node takes the helper pod: 0/1 nodes are available');
  });

  it('without events where they may not be watched, and hears none about other pods', async () => {
    const cluster = new FakeCluster().forbid({ resource: 'events' });
    const { world, settled, become } = waitedFor({}, cluster);
    await world.waitsUntil(timeouts.startMs);
    become(status(ended));
    expect(await troubleOf(settled)).toBeUndefined();

    const other = waitedFor();
    const foreign = { ...other.pod, metadata: { ...key, uid: 'former pod of that name' } };
    other.cluster.put(resources.events, podEvent(foreign, 'Failed', 'Failed to pull image "x": manifest unknown'));
    await other.world.waitsUntil(timeouts.startMs);
    other.become(status(ended));
    expect(await troubleOf(other.settled)).toBeUndefined();
  });
});
