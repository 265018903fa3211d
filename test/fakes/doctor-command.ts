import { kinds } from '../../src/commands/doctor/kinds.ts';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { now } from './bootstrap-facts.ts';
import { appSource, claim, controllerObject } from './doctor-facts.ts';
import { FakeCluster } from './fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from './fake-io.ts';
import { destinationObject } from './fleet-objects.ts';

const image = { metadata: { name: 'volsync-web-dest-1', namespace: 'home' }, status: { readyToUse: true } };
/** An owner reference, which identifies the owner by UID. */
const ownedByWeb = {
  apiVersion: 'volsync.backube/v1alpha1',
  kind: 'ReplicationSource',
  name: 'web',
  uid: 'source-web',
};

export const cache = {
  metadata: { name: 'volsync-src-web-cache', namespace: 'home', uid: 'cache', ownerReferences: [ownedByWeb] },
  spec: { storageClassName: 'local', resources: { requests: { storage: '5Gi' } } },
};

/** A healthy app, or another source in its place. */
export function home(source = appSource()): FakeCluster {
  const cluster = new FakeCluster()
    .put(resources.replicationSources, source)
    .put(resources.replicationDestinations, destinationObject())
    .put(resources.persistentVolumeClaims, claim)
    .put(resources.volumeSnapshots, image)
    .put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } })
    .put(resources.namespaces, { metadata: { name: 'home' } })
    .put(resources.storageClasses, {
      metadata: { name: 'ceph', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'csi',
    })
    .put(resources.volumeSnapshotClasses, {
      metadata: { name: 'csi', annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } },
      driver: 'csi',
    })
    .put(resources.deployments, {
      ...controllerObject(),
      metadata: {
        ...controllerObject().metadata,
        labels: { 'control-plane': 'x', 'app.kubernetes.io/name': 'volsync' },
      },
    });
  for (const kind of kinds.volumePopulators) {
    cluster.put(kind, {
      metadata: { name: 'volsync' },
      sourceKind: { group: 'volsync.backube', kind: 'ReplicationDestination' },
    });
  }
  return cluster;
}

/** Runs `volsyncctl doctor --no-helper-pods` with these arguments. */
export async function typed(line: string, cluster = home(), options: FakeIoOptions = {}) {
  const io = new FakeIo({ cluster, now, ...options });
  const exitCode = await run(['doctor', '--no-helper-pods', ...line.split(' ').filter(Boolean)], io);
  return { exitCode, out: io.out, err: io.err };
}
