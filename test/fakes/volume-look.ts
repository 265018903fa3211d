import type { OpenedVolume } from '../../src/volume/opened-volume.ts';
import type { ExecEvent, ExecRequest } from '../../src/kubernetes/cluster.ts';
import type { PersistentVolumeClaim, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { VolumeOptions, VolumeTarget } from '../../src/volume/options.ts';
import { FakeCluster } from './fake-cluster.ts';
import { sourceObject } from './fleet-objects.ts';
import { World } from './helper-pod-world.ts';

export const web: VolumeTarget = { namespace: 'home', kind: 'app', app: 'web' };
export const key = { namespace: 'home', name: 'web' };

export const options: VolumeOptions = {
  command: 'ls',
  origin: { kind: 'live' },
  timeouts: { startMs: 60_000, endMs: 60_000 },
  lifetimeMs: 600_000,
  image: 'busybox:1.36',
  uid: undefined,
  gid: undefined,
  volumeSnapshotClass: undefined,
  resources: undefined,
  isKept: false,
  moverImage: 'volsync:1',
};

export function claim(
  spec: PersistentVolumeClaim['spec'] = {},
  status: PersistentVolumeClaim['status'] = {},
): PersistentVolumeClaim {
  return {
    metadata: key,
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', ...spec },
    status: { phase: 'Bound', capacity: { storage: '1Gi' }, ...status },
  };
}

/** A pod of an app, on a node, that mounts the PVC. */
export function userPod(name = 'web-0', node = 'node-7'): Pod {
  return {
    metadata: { namespace: 'home', name },
    spec: {
      nodeName: node,
      containers: [{ name: 'app', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'web' } }],
    },
    status: { phase: 'Running' },
  };
}

/** The state of every container of a new pod. */
type State = NonNullable<NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]['state']>;

/** A namespace with one app, whose helper pods reach that state immediately. */
export function worldWith(found: PersistentVolumeClaim = claim(), state: State = { running: {} }): World {
  const cluster = new FakeCluster()
    .put(resources.namespaces, { metadata: { name: 'home' } })
    .put(resources.replicationSources, sourceObject())
    .put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' })
    .put(resources.persistentVolumeClaims, found)
    .afterCreate(resources.pods, ({ metadata: { namespace = '', name }, spec }) => {
      const containerStatuses = (spec?.containers ?? []).map((container) => ({ name: container.name, state }));
      cluster.change(resources.pods, { namespace, name }, (pod) => ({
        ...pod,
        status: { phase: 'Running' as const, containerStatuses },
      }));
    });
  return new World(cluster);
}

interface Said {
  readonly out?: string | Buffer;
  readonly errors?: string;
  readonly exitCode?: number;
}

/** The output of every program in a pod. */
export function programs(world: World, say: (request: ExecRequest) => Said): void {
  world.cluster.programs = async function* (request): AsyncGenerator<ExecEvent, void> {
    yield* await Promise.resolve(eventsOf(say(request)));
  };
}

function* eventsOf({ out = '', errors = '', exitCode = 0 }: Said): Generator<ExecEvent, void> {
  const bytes = Buffer.from(out as string);
  for (let at = 0; at < bytes.length; at += 7) yield { type: 'stdout', bytes: bytes.subarray(at, at + 7) };
  if (errors !== '') yield { type: 'stderr', bytes: Buffer.from(errors) };
  yield { type: 'ended', exitCode };
}

/** What has been opened, for inspection. */
export function opened(inside: OpenedVolume): Promise<OpenedVolume> {
  return Promise.resolve(inside);
}

/** The helper pod that was created. */
export function madePod({ cluster }: World): Pod {
  const object = cluster.calls.findLast(({ verb, kind }) => verb === 'create' && kind === 'pods');
  return (object as unknown as { object: Pod }).object;
}

/** The number of created objects that are left. */
export function left({ cluster }: World): number {
  const { pods, volumeSnapshots, persistentVolumeClaims } = resources;
  const made = [pods, volumeSnapshots, persistentVolumeClaims].flatMap((kind) => [
    ...cluster.stored<Pod>(kind as never),
  ]);
  return made.filter(({ metadata }) => metadata.name.startsWith('volsyncctl-')).length + cluster.openStreams;
}
