import { describe, expect, it } from 'vitest';
import { Failure, type FailureKind } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { withHelperPod } from '../../src/helper-pod/with-helper-pod.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { World } from '../fakes/helper-pod-world.ts';

const spec = { namespace: 'home', command: 'verify', deadlineMs: 60_000, pod: { containers: [{ name: 'a' }] } };
const pods = resources.pods;
const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('withHelperPod', () => {
  it('makes a pod, gives it to its user, and removes it', async () => {
    const world = new World(new FakeCluster());
    const name = await withHelperPod(spec, world, (pod) => {
      expect(world.cluster.stored(pods)).toEqual([pod]);
      return Promise.resolve(pod.metadata.name);
    });
    expect(name).toMatch(/^volsyncctl-verify-/);
    expect(world.cluster.stored(pods)).toEqual([]);
    expect(world.told).toEqual([`pod-created home/${name}`, `pod-removed home/${name}`]);
    // It only reads, so nothing it does is worth waiting for.
    expect(world.cluster.calls.find(({ verb }) => verb === 'delete')).toMatchObject({ gracePeriodSeconds: 0 });
  });

  it('removes it when its use fails, with the failure of the use', async () => {
    const world = new World(new FakeCluster());
    const failure = new Error('oh no');
    expect(await caught(withHelperPod(spec, world, () => Promise.reject(failure)))).toBe(failure);
    expect(world.cluster.stored(pods)).toEqual([]);
  });

  it('removes it on Ctrl-C, whose signal does not end the removal', async () => {
    const world = new World(new FakeCluster());
    const work = withHelperPod(spec, world, () => {
      world.interrupt();
      return Promise.reject(new Failure('interrupted', 'Interrupted.'));
    });
    await expect(work).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.cluster.stored(pods)).toEqual([]);
  });

  it('makes none after Ctrl-C', async () => {
    const world = new World(new FakeCluster());
    world.interrupt();
    await expect(withHelperPod(spec, world, () => Promise.resolve())).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.cluster.calls).toEqual([]);
  });

  it('has the labels that it is given, and its own before them', async () => {
    const world = new World(new FakeCluster());
    const labels = { 'network/nas': 'allowed', 'app.kubernetes.io/managed-by': 'somebody' };
    await withHelperPod({ ...spec, labels }, world, ({ metadata }) => {
      expect(metadata.labels).toMatchObject({ 'network/nas': 'allowed', 'app.kubernetes.io/managed-by': 'volsyncctl' });
      return Promise.resolve();
    });
  });

  it('belongs to the run of what else was made', async () => {
    const world = new World(new FakeCluster());
    await withHelperPod({ ...spec, run: 'f00' }, world, ({ metadata }) => {
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/instance': 'f00' });
      return Promise.resolve();
    });
  });

  it('that writes is over only when it is gone', async () => {
    const world = new World(new FakeCluster());
    world.cluster.before('watch', pods, () => {
      expect(world.cluster.count('delete')).toBe(1);
    });
    await withHelperPod({ ...spec, isWriting: true }, world, () => Promise.resolve());
    expect(world.cluster.count('watch', pods)).toBe(1);
    // It writes, so it gets a moment to finish.
    expect(world.cluster.calls.find(({ verb }) => verb === 'delete')).not.toHaveProperty('gracePeriodSeconds');
  });

  it('that writes and cannot be ended is a failure, whatever its work came to', async () => {
    const world = new World(new FakeCluster());
    world.cluster.fail('delete', pods, new Failure('forbidden', 'You cannot delete pods.'));
    const failure = await caught(withHelperPod({ ...spec, isWriting: true }, world, () => Promise.resolve()));
    expect(failure).toMatchObject({ kind: 'failed', details: ['You cannot delete pods.'] });
    expect((failure as Failure).message).toMatch(/^Pod home\/volsyncctl-verify-\S+ may still be running/);
  });

  it('is content with a pod that is gone already', async () => {
    const world = new World(new FakeCluster());
    await withHelperPod(spec, world, ({ metadata }) => {
      world.cluster.remove(pods, { namespace: 'home', name: metadata.name });
      return Promise.resolve();
    });
    expect(world.told).toMatchObject(
      [/^pod-created/, /^pod-removed/].map((each) => expect.stringMatching(each) as string),
    );
  });

  it('tells of a pod that cannot be removed, with the command that does it, and keeps the result', async () => {
    const cluster = new FakeCluster().fail('delete', pods, new Failure('unreachable', 'The API server is gone.'));
    const world = new World(cluster);
    expect(await withHelperPod(spec, world, () => Promise.resolve(7))).toBe(7);
    const name = cluster.stored(pods)[0]?.metadata.name ?? '';
    expect(world.events[1]).toEqual({
      type: 'pod-left',
      pod: { namespace: 'home', name },
      why: 'The API server is gone.',
      hint: `kubectl delete pod ${name} -n home --force`,
    });
  });

  /** The API server creates the pod, and its answer is lost. */
  function losing(kind: FailureKind): FakeCluster {
    const cluster = new FakeCluster();
    return cluster.afterCreate(pods, () => {
      throw new Failure(kind, 'lost');
    });
  }

  it.each(['unreachable', 'timeout', 'interrupted'] as const)(
    'removes the pod of an answer that was lost: %s',
    async (kind) => {
      const cluster = losing(kind);
      // Pods of another run stay.
      const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/instance': 'another' };
      cluster.put(pods, { metadata: { namespace: 'home', name: 'other', labels } });
      const world = new World(cluster);
      await expect(withHelperPod(spec, world, () => Promise.resolve())).rejects.toMatchObject({ kind });
      expect(cluster.stored(pods).map(({ metadata }) => metadata.name)).toEqual(['other']);
      expect(world.told).toEqual([expect.stringMatching(/^pod-removed home\/volsyncctl-verify-/)]);
    },
  );

  it('tells how to find the pod of a lost answer where it cannot look', async () => {
    const world = new World(losing('unreachable').fail('list', pods, new Failure('unreachable', 'gone')));
    await expect(withHelperPod(spec, world, () => Promise.resolve())).rejects.toMatchObject({ message: 'lost' });
    expect(world.events).toMatchObject([{ type: 'pod-left', why: 'gone' }]);
    const [event] = world.events;
    expect(event && 'hint' in event && event.hint).toMatch(
      /^kubectl delete pods -n home -l app\.kubernetes\.io\/managed-by=volsyncctl,app\.kubernetes\.io\/instance=[0-9a-f]{16}$/,
    );
  });

  it.each(['refused', 'forbidden', 'not-found'] as const)(
    'looks for no pod that the server has declined: %s',
    async (kind) => {
      const world = new World(new FakeCluster().fail('create', pods, new Failure(kind, 'no')));
      await expect(withHelperPod(spec, world, () => Promise.resolve())).rejects.toMatchObject({ kind });
      expect(world.cluster.count('list')).toBe(0);
      expect(world.events).toEqual([]);
    },
  );
});
