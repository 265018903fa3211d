import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { withBlocker } from '../../src/helper-pod/blocking-pod.ts';
import { passing } from '../../src/volsync/diagnosis.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const said =
  '0/1 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.';
const failure = passing('unschedulable', `no node takes the mover: ${said}`);

function pod(name: string, claimName: string, change: Partial<Pod> = {}, nodeName: string | undefined = 'node-7'): Pod {
  return {
    metadata: { namespace: 'home', name, uid: name },
    spec: { ...(nodeName && { nodeName }), volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
    status: { phase: 'Running' },
    ...change,
  };
}

const waiting = pod('volsync-src-web-x', 'web', { status: { phase: 'Pending' } }, '');

describe('a ReadWriteOncePod volume', () => {
  const cluster = () =>
    new FakeCluster().put(
      resources.pods,
      waiting,
      pod('web-0', 'web'),
      pod('done', 'web', { status: { phase: 'Succeeded' } }),
      pod('mail-0', 'mail'),
      { ...pod('web-0', 'web'), metadata: { namespace: 'elsewhere', name: 'web-0', uid: 'other' } },
    );
  const named = (on: FakeCluster, who?: string) =>
    withBlocker(failure, waiting, { cluster: on, signal: new AbortController().signal }, who);

  it('is held by the pod that is named', async () => {
    const { reason, message, hint } = await named(cluster());
    expect(hint).toBe('kubectl describe pod web-0 -n home');
    expect([reason, message]).toEqual([
      'unschedulable',
      `home/web-0 blocks the mover because it has a ReadWriteOncePod volume: no node takes the mover: ${said}`,
    ]);
    expect((await named(cluster(), 'the helper pod')).message).toMatch(/^home\/web-0 blocks the helper pod because/);
  });

  it('is told as the scheduler says it where pods may not be listed, or nobody has it any more', async () => {
    expect(await named(cluster().forbid({ resource: 'pods' }))).toEqual(failure);
    expect(await named(new FakeCluster().put(resources.pods, waiting))).toEqual(failure);
  });
});
