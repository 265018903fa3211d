import type {
  KubeObject,
  ObjectMeta,
  PersistentVolumeClaim,
  Pod,
  VolumeSnapshot,
} from '../../src/kubernetes/objects.ts';
import type { CreatorState } from '../../src/creator.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { CleanupSelector } from '../../src/commands/cleanup/operation/leftover.ts';
import { planCleanup, type CleanupPorts } from '../../src/commands/cleanup/operation/cleanup.ts';
import { FakeCluster } from './fake-cluster.ts';

export const now = new Date('2026-11-23T15:00:00Z');

/** The metadata of an object created by volsyncctl an hour ago; `maker` is the state of its creator. */
export function meta(name: string, creator?: CreatorState, parts: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    name,
    namespace: 'home',
    uid: `uid-${name}`,
    creationTimestamp: '2026-11-23T14:00:00Z',
    ...parts,
    labels: {
      'app.kubernetes.io/managed-by': 'volsyncctl',
      'app.kubernetes.io/component': 'browse',
      'app.kubernetes.io/instance': 'run-1',
      ...parts.labels,
    },
    annotations: { ...(creator && { 'volsyncctl/made-by': `${creator} 7` }), ...parts.annotations },
  };
}

/** The metadata of an object that volsyncctl did not create. */
export function plainMeta(name: string, parts: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name, namespace: 'home', uid: `uid-${name}`, ...parts };
}

export function podWith(metadata: ObjectMeta, claims: readonly string[] = [], status: Pod['status'] = {}): Pod {
  const volumes = claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));
  return {
    metadata,
    spec: { activeDeadlineSeconds: 7200, volumes },
    status: { phase: 'Running', startTime: '2026-11-23T14:00:00Z', ...status },
  };
}

type DataSource = NonNullable<NonNullable<PersistentVolumeClaim['spec']>['dataSource']>;

export function claimWith(metadata: ObjectMeta, from?: DataSource): PersistentVolumeClaim {
  return from === undefined
    ? { metadata, status: { phase: 'Bound', capacity: { storage: '1Gi' } } }
    : { metadata, spec: { dataSource: from }, status: { phase: 'Pending' } };
}

export function snapshotWith(metadata: ObjectMeta, claimName = 'web', readyToUse = true): VolumeSnapshot {
  return { metadata, spec: { source: { persistentVolumeClaimName: claimName } }, status: { readyToUse } };
}

export function journal(metadata: ObjectMeta): KubeObject {
  return { metadata };
}

/** Ports whose clock moves only by sleeping; the host names of creators determine their state. */
export function portsFor(cluster: FakeCluster, signal = new AbortController().signal): CleanupPorts {
  let ms = now.getTime();
  return {
    cluster,
    signal,
    now: () => new Date(ms),
    sleep: (wait) => {
      ms += wait;
      return Promise.resolve();
    },
    creatorStateOf: ({ hostname }) => hostname as CreatorState,
  };
}

/** Only what volsyncctl has created. */
export const noWish: CleanupSelector = {
  withVolsync: false,
  withSafetySnapshots: false,
  withSnapshotContents: false,
  named: undefined,
};

/** Objects by kind. */
export type World = Partial<Record<keyof typeof resources, readonly KubeObject[]>>;

export function clusterOf(world: World): FakeCluster {
  const cluster = new FakeCluster();
  for (const [kind, objects] of Object.entries(world)) {
    cluster.put(resources[kind as keyof typeof resources], ...objects);
  }
  return cluster;
}

/** The decisions for these objects, by name. */
export async function planned(
  world: World,
  withVolsync = false,
  forbidden: readonly string[] = [],
  selector: Partial<CleanupSelector> = {},
) {
  const cluster = clusterOf(world);
  for (const resource of forbidden) cluster.forbid({ verb: 'list', resource });
  const options = { ...noWish, scope: { namespace: 'home' }, withVolsync, ...selector };
  const { objects, unread, notes } = await planCleanup(options, portsFor(cluster));
  const decisions = Object.fromEntries(
    objects.map(({ name, decision }) => [name, `${decision.action} ${decision.reason}`]),
  );
  const messages = objects.map(({ decision }) => decision.message);
  const hints = objects.map(({ decision }) => ('hint' in decision ? decision.hint : undefined));
  return { decisions, unread, notes, cluster, messages, hints };
}
