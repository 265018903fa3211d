import type { Job, Pod } from '../../src/kubernetes/objects.ts';

const labels = { 'app.kubernetes.io/created-by': 'volsync' };

/** The Job of a ReplicationSource of test/fleet-objects.ts. */
export function moverJob(app: string, status: NonNullable<Job['status']>): Job {
  return {
    metadata: {
      name: `volsync-src-${app}`,
      namespace: 'home',
      uid: `job-${app}`,
      labels,
      creationTimestamp: '2026-11-23T15:20:01Z',
      ownerReferences: [
        {
          apiVersion: 'volsync.backube/v1alpha1',
          kind: 'ReplicationSource',
          name: app,
          uid: `source-${app}`,
          controller: true,
        },
      ],
    },
    spec: { parallelism: 1, backoffLimit: 8 },
    status,
  };
}

interface PodOptions {
  /** Why its container waits. */
  readonly waiting?: string;
  readonly created?: string;
}

/** One attempt of that Job; a failed one exited with 3, like the mover's script. */
export function moverPod(
  app: string,
  index: number,
  phase: 'Pending' | 'Running' | 'Failed',
  { waiting = 'ContainerCreating', created }: PodOptions = {},
): Pod {
  const state = {
    Pending: { waiting: { reason: waiting } },
    Running: { running: { startedAt: '2026-11-23T15:21:00Z' } },
    Failed: { terminated: { exitCode: 3, reason: 'Error', startedAt: '2026-11-23T15:21:00Z' } },
  }[phase];
  return {
    metadata: {
      name: `volsync-src-${app}-${index}`,
      namespace: 'home',
      uid: `pod-${app}-${index}`,
      labels,
      creationTimestamp: created ?? `2026-11-23T15:20:0${index}Z`,
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'Job', name: `volsync-src-${app}`, uid: `job-${app}`, controller: true },
      ],
    },
    spec: { containers: [{ name: 'restic' }] },
    status: { phase, containerStatuses: [{ name: 'restic', state }] },
  };
}
