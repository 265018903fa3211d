import type { DestinationRequest } from '../../src/restore/destination-request.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { Job, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { HelperPodEvent } from '../../src/helper-pod/ports.ts';
import { destinationNames } from '../../src/volsync/mover-names.ts';
import type { ReplicationDestination } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';
import { sourceObject } from './fleet-objects.ts';
import { snapshotNamed } from './repository-objects.ts';

export const run = '0123456789abcdef';
export const key = { namespace: 'home', name: 'volsyncctl-restore-01234567' };

/** The request of a restore. */
export const request: DestinationRequest = {
  source: sourceObject(),
  claim: { namespace: 'home', name: 'new' },
  run,
  chosen: {
    snapshot: snapshotNamed('724684cd', '2026-11-23T14:00:05Z'),
    restoreAsOf: '2026-11-23T14:00:05Z',
    previous: 0,
    dataTime: new Date('2026-11-23T14:00:05Z'),
    address: '/repository/web',
  },
  deletesExtraFiles: false,
  timeoutMs: 100_000,
};

/** The log of a mover that restores a snapshot. */
export const goodLog = (id = '724684cd') => [
  '=== Starting restore ===',
  `restoring snapshot ${id} of [/data] at 2026-11-23 14:00:05.5 +0000 UTC by @volsync to .`,
  'Summary: Restored 2 files/dirs (31 B) in 0:00',
  'Restic completed in 3s',
];

/** How VolSync handles a destination. */
export interface FakeRestore {
  readonly log?: readonly string[];
  /** The id of the restored snapshot in the log, by the repository's Secret. */
  readonly idOf?: (secret: string) => string;
  /** Pods that fail first. */
  readonly failing?: readonly (readonly string[])[];
  /** VolSync does nothing, or never finishes. */
  readonly isDeaf?: boolean;
  readonly isStuck?: boolean;
  /** What VolSync stores; undefined: the log. */
  readonly stored?: string;
  /** The mover's pod stays after its destination is gone. */
  readonly isPodStuck?: boolean;
}

/** Acts as VolSync, the Job controller and the garbage collector for each destination that is created. */
export function fakeRestore(restore: FakeRestore, cluster = new FakeCluster()): FakeCluster {
  cluster.afterCreate(resources.replicationDestinations, (made) => {
    if (restore.isDeaf !== true) void serve(made, restore, cluster);
  });
  cluster.before('delete', resources.replicationDestinations, ({ key: { name = '' } = {} }) =>
    collect(name, restore, cluster),
  );
  return cluster;
}

/** The ports of a restore with a clock that runs a hundred times as fast. */
export function ports(cluster: FakeCluster) {
  const interruption = new AbortController();
  const events: HelperPodEvent[] = [];
  const begunAt = Date.now();
  return {
    cluster,
    events,
    interrupt: () => interruption.abort(),
    signal: interruption.signal,
    now: () => new Date(begunAt + (Date.now() - begunAt) * speed),
    sleep: (ms: number, signal?: AbortSignal) => wait(ms / speed, undefined, signal && { signal }),
    report: (each: HelperPodEvent) => void events.push(each),
  };
}

const speed = 100;

/** Handles one existing destination. */
export async function serve(made: ReplicationDestination, restore: FakeRestore, cluster: FakeCluster): Promise<void> {
  await steps();
  const { name } = made.metadata;
  status(name, cluster, { lastSyncStartTime: '2026-11-23T15:26:00Z' });
  const job = putJob(made, cluster);
  for (const [index, log] of (restore.failing ?? []).entries()) await putPod(job, `failed-${index}`, log, cluster, 3);
  if (restore.isStuck === true) {
    putRunningPod(job, cluster);
    return;
  }
  const log = restore.log ?? goodLog(restore.idOf?.(made.spec?.restic?.repository ?? ''));
  await putPod(job, 'good', log, cluster, 0);
  status(name, cluster, {
    lastSyncStartTime: undefined,
    lastManualSync: made.spec?.trigger?.manual,
    lastSyncTime: '2026-11-23T15:26:05Z',
    lastSyncDuration: '5.5s',
    latestMoverStatus: { result: 'Successful', logs: restore.stored ?? log.join('\n') },
  });
}

function collect(destination: string, { isPodStuck = false }: FakeRestore, cluster: FakeCluster): void {
  const { job } = destinationNames(destination);
  for (const { metadata } of cluster.stored(resources.jobs)) {
    if (metadata.name === job) remove(resources.jobs, metadata.name, cluster);
  }
  if (isPodStuck) return;
  for (const { metadata } of cluster.stored(resources.pods)) {
    if (metadata.labels?.['job-name'] === job) remove(resources.pods, metadata.name, cluster);
  }
}

function remove(resource: typeof resources.jobs | typeof resources.pods, name: string, cluster: FakeCluster): void {
  cluster.remove(resource, { namespace: 'home', name });
}

function putJob({ metadata }: ReplicationDestination, cluster: FakeCluster): Job {
  const { job: name } = destinationNames(metadata.name);
  const job: Job = {
    metadata: { namespace: 'home', name, uid: 'uid-job', labels: made, ownerReferences: [owner(metadata.uid ?? '')] },
    status: { active: 1 },
  };
  cluster.put(resources.jobs, job);
  return job;
}

function pod(job: Job, suffix: string, phase: 'Running' | 'Succeeded' | 'Failed', state: object): Pod {
  const { name } = job.metadata;
  return {
    metadata: {
      namespace: 'home',
      name: `${name}-${suffix}`,
      uid: `uid-${suffix}`,
      labels: { ...made, 'job-name': name },
      creationTimestamp: startedAt,
      ownerReferences: [owner('uid-job')],
    },
    spec: { containers: [{ name: 'restic' }] },
    status: { phase, containerStatuses: [{ name: 'restic', state }] },
  };
}

function putRunningPod(job: Job, cluster: FakeCluster): void {
  const one = pod(job, 'stuck', 'Running', { running: { startedAt } });
  cluster.put(resources.pods, one);
  cluster
    .log({ namespace: 'home', name: one.metadata.name }, 'restic')
    .write(goodLog().slice(0, 2), `${startedAt.slice(0, -1)}.0Z`);
}

async function putPod(job: Job, suffix: string, log: readonly string[], cluster: FakeCluster, exitCode: number) {
  const running = pod(job, suffix, 'Running', { running: { startedAt } });
  const said = cluster.log({ namespace: 'home', name: running.metadata.name }, 'restic');
  cluster.put(resources.pods, running);
  await steps();
  said.write(log, `${startedAt.slice(0, -1)}.000000000Z`).end();
  const terminated = { exitCode, startedAt, finishedAt: startedAt };
  cluster.put(resources.pods, pod(job, suffix, exitCode === 0 ? 'Succeeded' : 'Failed', { terminated }));
  await steps();
}

function status(name: string, cluster: FakeCluster, change: object): void {
  if (cluster.stored(resources.replicationDestinations).length === 0) return;
  cluster.change(resources.replicationDestinations, { namespace: 'home', name }, (one) => {
    const merged: Readonly<Record<string, unknown>> = { ...one.status, ...change };
    return { ...one, status: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) };
  });
}

const startedAt = '2026-11-23T15:26:01Z';
const made = { 'app.kubernetes.io/created-by': 'volsync' };

function owner(uid: string) {
  return { apiVersion: 'v1', kind: 'Owner', name: 'owner', uid, controller: true };
}

/** Lets watchers process what has happened. */
async function steps(): Promise<void> {
  for (let step = 0; step < 8; step += 1) await new Promise(setImmediate);
}
