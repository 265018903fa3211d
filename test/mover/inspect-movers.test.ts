import { expect, it } from 'vitest';
import type { Job, Pod, VolumeSnapshot } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { fleetStatus } from '../../src/commands/status/operation/status.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../fakes/mover-objects.ts';

const ports = (cluster: FakeCluster) => ({
  cluster,
  signal: new AbortController().signal,
  now: () => new Date('2026-11-23T15:24:00Z'),
});

function put(cluster: FakeCluster, job: Job, ...pods: readonly Pod[]): FakeCluster {
  return cluster.put(resources.jobs, job).put(resources.pods, ...pods);
}

/** The VolumeSnapshot that VolSync takes of a source's volume. */
function copyOf(app: string, status: NonNullable<VolumeSnapshot['status']>): VolumeSnapshot {
  const { metadata } = moverJob(app, {});
  return { metadata: { ...metadata, name: `volsync-${app}-src`, uid: `copy-${app}` }, status };
}

it.each<[string, (cluster: FakeCluster) => void, readonly unknown[]]>([
  [
    'a VolumeSnapshot that the driver cannot make',
    (cluster) => void cluster.put(resources.volumeSnapshots, copyOf('web', { error: { message: 'rpc error' } })),
    ['failing', 'volume-snapshot-failing', 'the VolumeSnapshot cannot be created: rpc error'],
  ],
  [
    'a VolumeSnapshot that has been made after an error',
    (cluster) =>
      void cluster.put(resources.volumeSnapshots, copyOf('web', { readyToUse: true, error: { message: 'rpc error' } })),
    ['syncing', undefined, undefined],
  ],
  [
    'nothing, where VolumeSnapshots may not be listed and no Job is there yet',
    (cluster) => void cluster.forbid({ verb: 'list', resource: 'volumesnapshots' }),
    ['forbidden', undefined, expect.stringContaining('could not be seen: May not list volumesnapshots')],
  ],
  [
    'an image that cannot be pulled behind an init container that has ended',
    (cluster) => {
      const pod = moverPod('web', 1, 'Pending', { waiting: 'ImagePullBackOff' });
      const jitter = { terminated: { exitCode: 0, startedAt: '2026-11-23T15:20:02Z' } };
      const initContainerStatuses = [{ name: 'jitter', state: jitter }];
      put(cluster, moverJob('web', { active: 1 }), { ...pod, status: { ...pod.status, initContainerStatuses } });
    },
    ['failing', 'image-not-pullable', 'the image of the container restic cannot be pulled'],
  ],
  [
    'a pod that a scheduling gate holds, which is no failure',
    (cluster) => {
      const pod = moverPod('web', 1, 'Pending');
      const conditions = [{ type: 'PodScheduled', status: 'False' as const, reason: 'SchedulingGated' }];
      put(cluster, moverJob('web', { active: 1 }), {
        ...pod,
        spec: { ...pod.spec, schedulingGates: [{ name: 'example.com/quota' }] },
        status: { phase: 'Pending', conditions },
      });
    },
    ['scheduling-gated', undefined, 'the mover is held by the scheduling gate example.com/quota'],
  ],
  [
    'the mover that holds the only node by anti-affinity',
    (cluster) => {
      const pod = moverPod('web', 1, 'Pending');
      const message = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.";
      const conditions = [{ type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message }];
      const term = { labelSelector: { matchLabels: { 'app.kubernetes.io/created-by': 'volsync' } } };
      const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      const other = moverPod('mail', 1, 'Running');
      put(
        cluster,
        moverJob('web', { active: 1 }),
        { ...pod, spec: { ...pod.spec, affinity }, status: { phase: 'Pending', conditions } },
        { ...other, spec: { ...other.spec, nodeName: 'node-1' } },
      );
    },
    ['failing', 'unschedulable', expect.stringContaining('home/volsync-src-mail-1 blocks the mover')],
  ],
  [
    'the same where an earlier pod failed and is gone',
    (cluster) => {
      const pod = moverPod('web', 1, 'Pending');
      const message = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.";
      const conditions = [{ type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message }];
      const term = { labelSelector: { matchLabels: { 'app.kubernetes.io/created-by': 'volsync' } } };
      const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      const other = moverPod('mail', 1, 'Running');
      put(
        cluster,
        moverJob('web', { active: 1, failed: 1 }),
        { ...pod, spec: { ...pod.spec, affinity }, status: { phase: 'Pending', conditions } },
        { ...other, spec: { ...other.spec, nodeName: 'node-1' } },
      );
    },
    ['failing', 'unschedulable', expect.stringContaining('home/volsync-src-mail-1 blocks the mover')],
  ],
])('a sync that cannot end is not shown as running: %s', async (_name, arrange, expected) => {
  const source = sourceObject({}, { lastSyncStartTime: '2026-11-23T15:20:00Z' });
  const cluster = new FakeCluster().put(resources.replicationSources, source);
  arrange(cluster);
  const { sources } = await fleetStatus({ namespace: 'home' }, ports(cluster));
  const [{ state, problems } = { state: undefined, problems: [] }] = sources;
  expect([state, problems[0]?.cause, problems[0]?.message]).toEqual(expected);
});
