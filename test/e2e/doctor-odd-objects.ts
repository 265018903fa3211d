import { createApp } from '../lab/app.ts';
import { setFault } from '../lab/fault.ts';
import { apply, getJson, patch, until, type Manifest } from '../lab/kubectl.ts';
import { kubectl, volsyncctl } from './lab.ts';
import { claim } from './leftovers.ts';

const apiVersion = 'volsync.backube/v1alpha1';

/** Faults in the form of objects. Nothing syncs, because it is paused or lacks its Secret or mover. */
export function oddObjects(namespace: string): readonly Manifest[] {
  const restic = { repository: 'no-such-secret', copyMethod: 'Snapshot', retain: { last: '1' } };
  const source = (name: string, spec: object, annotations = {}): Manifest => ({
    ...{ apiVersion, kind: 'ReplicationSource', metadata: { name, namespace, annotations } },
    spec: { paused: true, sourcePVC: 'data', trigger: { manual: 'never' }, restic, ...spec },
  });
  return [
    claim({ name: 'data', namespace }),
    source('six-fields', { trigger: { schedule: '30 0 2 * * *' } }),
    source('untriggered', { trigger: undefined }),
    source('elsewhere', { restic: undefined, external: { provider: 'example.com/copy' } }),
    source('keeps-one', {}),
    source('keeps-more', { restic: { ...restic, retain: { daily: 7 } } }),
    source('in-restore', {}, { 'volsyncctl/open-restore': 'volsyncctl-restore-data' }),
    source('no-account', { paused: false, restic: { ...restic, ...withoutAccount } }),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: withoutAccount.repository, namespace }, stringData: access },
    heldBack(source('leaving', {})),
    source('other-user', { restic: { ...restic, moverSecurityContext: { runAsUser: 1000 } } }),
    source('cut-off', { restic: { ...restic, repository: 'far-away', copyMethod: 'Direct' } }),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'far-away', namespace }, stringData: farAway },
    noWayOut(namespace),
    appPod(namespace),
    keptContent(namespace),
  ];
}

/** The expected findings of `doctor` about them, among others. */
export function oddFindings(namespace: string): readonly string[] {
  return [
    'being-deleted leaving',
    'broken-schedule six-fields',
    'controller-error no-account',
    `leftovers ${namespace}`,
    'mover-user other-user',
    'mover-user unreadable',
    'no-trigger untriggered',
    'open-restore in-restore?',
    'retain-conflict keeps-more',
    'retain-conflict keeps-one',
    'new-volume renewed',
    `retained-copies ${namespace}`,
    'unknown-mover elsewhere?',
  ];
}

const withoutAccount = { repository: 'its-secret', copyMethod: 'Direct', moverServiceAccount: 'no-such-account' };
const access = { RESTIC_REPOSITORY: '/repository/odd', RESTIC_PASSWORD: 'odd' };

/** Nothing listens there. */
const farAway = { RESTIC_REPOSITORY: 'rest:http://127.0.0.1:9/', RESTIC_PASSWORD: 'odd' };

/** The lab does not enforce NetworkPolicies. */
function noWayOut(namespace: string): Manifest {
  const podSelector = { matchLabels: { 'app.kubernetes.io/created-by': 'volsync' } };
  return {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'no-way-out', namespace } },
    spec: { podSelector, policyTypes: ['Egress'] },
  };
}

/** Its deletion waits for this finalizer; `releaseHeldBack` removes it. */
function heldBack(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, finalizers: ['example.com/held-back'] } };
}

/** Deletes the held back objects, which stay for now. */
export async function deleteHeldBack(namespace: string): Promise<void> {
  await kubectl(['delete', 'replicationsource', 'leaving', '-n', namespace, '--wait=false']);
}

/** Releases the held back objects; before that, the namespace could not be deleted. */
export async function releaseHeldBack(namespace: string): Promise<void> {
  await kubectl([
    'patch',
    'replicationsource',
    'leaving',
    '-n',
    namespace,
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":null}}',
  ]);
}

/** An app with a backup whose PVC was deleted and recreated empty while its backups are suspended. */
export async function renewVolume(namespace: string): Promise<void> {
  await createApp({ name: 'renewed', namespace, bootstrap: false, schedule: '0 0 1 1 *' });
  await volsyncctl(['suspend', 'renewed', '-n', namespace]);
  await kubectl(['delete', 'deployment/renewed', 'pvc/renewed', '-n', namespace]);
  await apply([claim({ name: 'renewed', namespace })]);
}

/** The mover of the app `unreadable` fails on files that it cannot read, and is retried. */
export async function hideFiles(namespace: string): Promise<void> {
  await setFault('unreadable-files', 'on', { app: 'unreadable', namespace });
  await patch(['replicationsource', 'unreadable', '-n', namespace], { spec: { trigger: { manual: 'hidden' } } });
  await until('the mover has failed', async () => {
    const job = await getJson<MoverJob>(['job', 'volsync-src-unreadable', '-n', namespace]);
    return (job?.status?.failed ?? 0) > 0;
  });
}

interface MoverJob {
  readonly status?: { readonly failed?: number };
}

/** It never starts. */
function appPod(namespace: string): Manifest {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const container = { name: 'app', image: 'none', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  return {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', namespace } },
    spec: {
      schedulingGates: [{ name: 'example.com/never' }],
      securityContext: { runAsUser: 568 },
      ...{ containers: [container], volumes },
    },
  };
}

/** Like the content that a VolumeSnapshot of VolSync with a Retain class leaves. */
function keptContent(namespace: string): Manifest {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotContent',
    metadata: { name: namespace, labels: { 'volsyncctl-lab': 'test' } },
    spec: {
      deletionPolicy: 'Retain',
      driver: 'example.com',
      source: { snapshotHandle: 'none' },
      volumeSnapshotRef: { namespace, name: 'volsync-data-src' },
    },
  };
}
