import { randomBytes } from 'node:crypto';
import { creatorAnnotations } from '../../src/creator.ts';
import { identityOf } from '../../src/process-identity.ts';
import { apply, getJson, until, type Manifest } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';

interface Parts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A name that no other attempt of a test has used; also the value of the label `test` of objects created with it. */
export function freshId(): string {
  return `t${randomBytes(4).toString('hex')}`;
}

/** The annotations of a volsyncctl of this machine that has ended. */
const ofGoneMaker = creatorAnnotations({ ...identityOf(process.pid), pid: 999_999_999 });

/** The metadata of an object created by volsyncctl, as an interrupted run leaves it unless the parts say otherwise. */
export function leftMetadata(namespace: string, name: string, id: string, parts: Parts = {}) {
  const labels = {
    'app.kubernetes.io/managed-by': 'volsyncctl',
    'app.kubernetes.io/component': 'browse',
    'app.kubernetes.io/instance': name,
    test: id,
    ...parts.labels,
  };
  return { name, namespace, labels, annotations: { ...ofGoneMaker, ...parts.annotations } };
}

export function claim(metadata: Manifest['metadata'], spec: object = {}): Manifest {
  const resources = { requests: { storage: '64Mi' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'ceph-block', resources, ...spec },
  };
}

export function snapshot(metadata: Manifest['metadata'], claimName: string): Manifest {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata,
    spec: { volumeSnapshotClassName: 'csi-ceph-blockpool', source: { persistentVolumeClaimName: claimName } },
  };
}

/** A sleeping pod that mounts PVCs. */
export function pod(metadata: Manifest['metadata'], claims: readonly string[] = []): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      terminationGracePeriodSeconds: 0,
      activeDeadlineSeconds: 3600,
      containers: [
        {
          name: 'sleep',
          image: images.mover,
          command: ['sleep', '3600'],
          volumeMounts: claims.map((name) => ({ name, mountPath: `/${name}` })),
        },
      ],
      volumes: claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    },
  };
}

/** Creates one object of each kind that an interrupted volsyncctl can leave; returns the flags that select them. */
export async function leaveOneOfEach(namespace: string): Promise<readonly string[]> {
  const id = freshId();
  const metadata = (name: string, parts?: Parts) => leftMetadata(namespace, `${id}-${name}`, id, parts);
  await apply([
    claim(metadata('claim')),
    pod(metadata('pod')),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('journal', finished) },
    {
      apiVersion: 'volsync.backube/v1alpha1',
      kind: 'ReplicationDestination',
      metadata: metadata('destination'),
      spec: { external: { provider: 'example.com/nothing' } },
    },
  ]);
  await isBound(namespace, `${id}-claim`);
  await apply([snapshot(metadata('snapshot'), `${id}-claim`)]);
  await isReady(namespace, `${id}-snapshot`);
  return ['-l', `test=${id}`];
}

const finished = { annotations: { 'volsyncctl/finished': 'true' } };

export async function isBound(namespace: string, name: string): Promise<void> {
  await until(`PVC ${name} is bound`, async () => {
    const found = await getJson<{ status: { phase?: string } }>(['pvc', name, '-n', namespace]);
    return found?.status.phase === 'Bound';
  });
}

export async function isReady(namespace: string, name: string): Promise<void> {
  await until(`VolumeSnapshot ${name} is ready`, async () => {
    const found = await getJson<{ status?: { readyToUse?: boolean } }>(['volumesnapshot', name, '-n', namespace]);
    return found?.status?.readyToUse === true;
  });
}
