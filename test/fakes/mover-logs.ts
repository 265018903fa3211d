import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerStatus, Job, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { LogEvent } from '../../src/mover/log-event.ts';
import type { MoverLogOptions } from '../../src/mover/log-ports.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';

export const key = { namespace: 'home', name: 'web' };
const labels = { 'app.kubernetes.io/created-by': 'volsync' };

/** A cluster with the ReplicationSource home/web. */
export function clusterWith(status: ReplicationSource['status'] = {}, spec: ReplicationSource['spec'] = {}) {
  const source: ReplicationSource = { metadata: { ...key, uid: 'rs' }, spec: { sourcePVC: 'web', ...spec }, status };
  return new FakeCluster().put(resources.replicationSources, source);
}

export const syncing = { lastSyncTime: '2026-11-23T14:00:00Z', lastSyncStartTime: '2026-11-23T15:00:00Z' };

/** VolSync completes the sync. */
export function complete(cluster: FakeCluster): void {
  const latestMoverStatus = { result: 'Successful' } as const;
  const status = { lastSyncTime: '2026-11-23T15:00:09Z', lastSyncDuration: '9s', latestMoverStatus };
  cluster.change(resources.replicationSources, key, (source) => ({ ...source, status }));
}

export function job(uid: string): Job {
  const owner = { apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', name: 'web', uid: 'rs' };
  return {
    metadata: { ...key, name: 'volsync-src-web', uid, labels, ownerReferences: [{ ...owner, controller: true }] },
  };
}

/** A pod of a Job with the containers jitter (init) and restic in the given states; undefined has not started. */
export function pod(name: string, jobUid: string, states: { jitter?: State; restic?: State } = {}): Pod {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'volsync-src-web', uid: jobUid, controller: true };
  const creationTimestamp = `2026-11-23T15:00:0${name.length}Z`;
  return {
    metadata: { namespace: 'home', name, uid: `uid of ${name}`, labels, ownerReferences: [owner], creationTimestamp },
    spec: { initContainers: [{ name: 'jitter' }], containers: [{ name: 'restic' }] },
    status: {
      initContainerStatuses: [status('jitter', states.jitter)],
      containerStatuses: [status('restic', states.restic)],
    },
  };
}

type State = 'running' | number;

function status(name: string, state: State | undefined): ContainerStatus {
  const startedAt = name === 'jitter' ? '2026-11-23T15:00:01Z' : '2026-11-23T15:00:03Z';
  if (state === undefined) return { name, state: { waiting: { reason: 'PodInitializing' } } };
  if (state === 'running') return { name, state: { running: { startedAt } } };
  const finishedAt = '2026-11-23T15:00:05Z';
  const reason = state === 0 ? 'Completed' : 'Error';
  return { name, state: { terminated: { exitCode: state, startedAt, finishedAt, reason } } };
}

export const podKey = (name: string) => ({ namespace: 'home', name });

export const options: MoverLogOptions = {
  target: { kind: 'source', ...key },
  follow: false,
  container: undefined,
  tailLines: undefined,
  sinceSeconds: undefined,
};

/** The ports on a cluster, and everything that was reported, one line each. */
export function portsOn(cluster: FakeCluster, signal = new AbortController().signal) {
  const told: string[] = [];
  const ports = {
    cluster,
    signal,
    now: () => new Date('2026-11-23T15:00:10Z'),
    sleep: (ms: number, until?: AbortSignal) => sleep(Math.min(ms, 20), undefined, until && { signal: until }),
    report: (event: LogEvent) => void told.push(inShort(event)),
  };
  return { told, ports };
}

/** Lets everything that is pending happen. */
export async function settled(): Promise<void> {
  await sleep(10);
}

function inShort(event: LogEvent): string {
  switch (event.type) {
    case 'line':
      return `${String(event.pod)}/${String(event.container)}: ${event.line}`;
    case 'container-failed':
      return `! ${event.pod}/${event.container} exit ${event.exitCode}: ${event.cause ?? 'why?'}`;
    case 'pod-waiting':
      return `! ${event.pod} waits: ${event.reason}`;
    case 'no-pod':
      return [
        '! no pod',
        ...(event.isPaused ? ['paused'] : []),
        ...(event.error === undefined ? [] : [event.error]),
      ].join(', ');
    case 'stored-tail':
      return `! stored of ${String(event.lastSyncTime)}${event.isEmpty ? ', empty' : ''}`;
    case 'open-restore':
      return `! ${event.subject} restore: ${event.hint}`;
    case 'log-gone':
      return `! ${event.pod}/${event.container} gone`;
  }
}
