import { rawText } from '../../src/foreign-text.ts';
import type { Job, Pod, VolumeSnapshot } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';

export const key = { namespace: 'home', name: 'web' };

/** The server's time of our patch, from the seeded `managedFields`. */
const patchedAt = '2026-11-23T15:26:22Z';

/** One sync as the fake VolSync runs it. */
export interface FakeSync {
  /** When the copy was made; undefined: the existing copy is reused. */
  readonly copiedAt?: string | undefined;
  readonly log?: readonly string[];
  /** Of pods that fail before the successful one; the last one stays failed if the sync is `stuck`. */
  readonly failing?: readonly { readonly exitCode: number; readonly log: readonly string[] }[];
  /** Undefined: the part of `log` that passes VolSync's filter. */
  readonly stored?: string;
  /** The sync never ends. */
  readonly isStuck?: boolean;
  readonly durationSeconds?: number;
}

export const goodLog = (id: string) => [
  'Starting container',
  '=== Starting backup ===',
  'using parent snapshot be33baf0',
  'Added to the repository: 1.014 KiB (862 B   stored)',
  'processed 2 files, 31 B in 0:00',
  `snapshot ${id} saved`,
  '=== Starting forget ===',
  'Restic completed in 3s',
];

/** A source as it is read before a trigger. */
export function source(spec: object = {}, status: object = {}): ReplicationSource {
  return {
    metadata: {
      ...key,
      uid: 'uid-web',
      managedFields: [{ manager: 'volsyncctl', operation: 'Update', time: patchedAt }],
    },
    spec: {
      sourcePVC: 'web',
      trigger: { schedule: '0 * * * *' },
      restic: { repository: 'web-volsync', copyMethod: 'Snapshot' },
      ...spec,
    },
    status: {
      lastSyncTime: '2026-11-23T15:00:09Z',
      lastSyncDuration: '9s',
      nextSyncTime: '2026-11-23T16:00:00Z',
      ...status,
    },
  };
}

/**
 * Acts as VolSync and the Job controller on a fake cluster: each new tag on an idle source starts the next of `syncs`.
 */
export class FakeVolSync {
  readonly cluster = new FakeCluster();
  /** The tags that started a sync. */
  readonly served: string[] = [];
  readonly #syncs: FakeSync[];
  #seconds = 22;
  #count = 0;
  #release: () => void = () => undefined;
  readonly #released: Promise<void>;

  constructor(app: ReplicationSource, syncs: readonly FakeSync[]) {
    this.#syncs = [...syncs];
    this.#released = new Promise((resolve) => (this.#release = resolve));
    this.cluster.put(resources.replicationSources, app);
    this.cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'web-volsync' } });
    this.cluster.put(resources.persistentVolumeClaims, {
      metadata: { namespace: 'home', name: 'web' },
      status: { phase: 'Bound' },
    });
    this.cluster.afterPatch(resources.replicationSources, (now) => this.#react(now));
  }

  /** Lets a stuck sync end. */
  release(): void {
    this.#release();
  }

  get app(): ReplicationSource {
    const [app] = this.#list();
    if (app === undefined) throw new Error('The source is gone.');
    return app;
  }

  /** Starts a sync without a tag, as the schedule does. */
  async start(sync: FakeSync): Promise<void> {
    await this.#sync(sync, undefined);
  }

  #react({ spec, status }: ReplicationSource): void {
    const tag = spec?.trigger?.manual;
    const isIdle = status?.lastSyncStartTime === undefined;
    if (tag === undefined || tag === status?.lastManualSync || !isIdle) return;
    const sync = this.#syncs.shift();
    if (sync !== undefined) void this.#sync(sync, rawText(tag));
  }

  async #sync(sync: FakeSync, tag: string | undefined): Promise<void> {
    await steps(2);
    if (tag !== undefined && this.app.spec?.trigger?.manual === undefined) return;
    if (tag !== undefined) this.served.push(tag);
    const startedAt = this.#time();
    this.#status({ lastSyncStartTime: startedAt, nextSyncTime: undefined });
    await steps(3);
    if (sync.copiedAt !== undefined) this.#copy(sync.copiedAt);
    const job = this.#job();
    for (const failing of sync.failing ?? []) await this.#pod(job, failing.exitCode, failing.log);
    if (sync.isStuck === true) await this.#released;
    await this.#pod(job, 0, sync.log ?? []);
    await steps(5);
    this.#complete(sync, startedAt);
  }

  #complete({ log = [], stored, durationSeconds = 9 }: FakeSync, startedAt: string): void {
    this.#seconds += durationSeconds;
    const logs = stored ?? log.filter((line) => /saved|processed|Added|empty/.test(line)).join('\n');
    const manual = this.app.spec?.trigger?.manual;
    this.#status({
      lastSyncStartTime: undefined,
      lastSyncTime: timeText(Date.parse(startedAt) + durationSeconds * 1000),
      lastSyncDuration: '9s',
      lastManualSync: manual,
      nextSyncTime: manual === undefined ? '2026-11-23T16:00:00Z' : undefined,
      latestMoverStatus: { result: 'Successful', logs },
    });
    for (const pod of this.#pods()) this.cluster.remove(resources.pods, keyOf(pod));
    for (const copy of this.cluster.stored(resources.volumeSnapshots)) {
      this.cluster.remove(resources.volumeSnapshots, { namespace: 'home', name: copy.metadata.name });
    }
  }

  #copy(creationTimestamp: string): void {
    const copy: VolumeSnapshot = {
      metadata: { namespace: 'home', name: 'volsync-web-src', uid: `uid-copy-${this.#next()}`, creationTimestamp },
      status: { readyToUse: true },
    };
    this.cluster.put(resources.volumeSnapshots, copy);
  }

  #job(): Job {
    const job: Job = {
      metadata: {
        namespace: 'home',
        name: 'volsync-src-web',
        uid: `uid-job-${this.#next()}`,
        labels: made,
        ownerReferences: [owner('uid-web')],
      },
      status: { active: 1 },
    };
    this.cluster.put(resources.jobs, job);
    return job;
  }

  async #pod(job: Job, exitCode: number, log: readonly string[]): Promise<void> {
    const name = `volsync-src-web-${this.#next()}`;
    const at = this.#time();
    const pod = (phase: 'Running' | 'Succeeded' | 'Failed', state: object): Pod => ({
      metadata: {
        namespace: 'home',
        name,
        uid: `uid-${name}`,
        labels: made,
        creationTimestamp: at,
        ownerReferences: [owner(job.metadata.uid ?? '')],
      },
      spec: { containers: [{ name: 'restic' }] },
      status: { phase, containerStatuses: [{ name: 'restic', state }] },
    });
    const said = this.cluster.log({ namespace: 'home', name }, 'restic');
    this.cluster.put(resources.pods, pod('Running', { running: { startedAt: at } }));
    await steps(5);
    said.write(log, `${at.slice(0, -1)}.000000000Z`).end();
    const terminated = { exitCode, startedAt: at, finishedAt: at };
    this.cluster.put(resources.pods, pod(exitCode === 0 ? 'Succeeded' : 'Failed', { terminated }));
    await steps(5);
  }

  #status(status: object): void {
    this.cluster.change(resources.replicationSources, key, (app) => {
      const merged: Readonly<Record<string, unknown>> = { ...app.status, ...status };
      return { ...app, status: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) };
    });
  }

  #list(): readonly ReplicationSource[] {
    return this.cluster.stored(resources.replicationSources);
  }

  #pods(): readonly Pod[] {
    const isMover = ({ metadata }: Pod) => metadata.labels?.['app.kubernetes.io/created-by'] === 'volsync';
    return this.cluster.stored(resources.pods).filter(isMover);
  }

  #time(): string {
    this.#seconds += 1;
    return timeText(Date.parse('2026-11-23T15:26:00Z') + this.#seconds * 1000);
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count).padStart(5, '0');
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

const made = { 'app.kubernetes.io/created-by': 'volsync' };

function owner(uid: string) {
  return { apiVersion: 'v1', kind: 'Owner', name: 'owner', uid, controller: true };
}

function keyOf({ metadata }: Pod) {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

/** Lets watchers process what has happened. */
export async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await new Promise(setImmediate);
}
