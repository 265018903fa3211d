import type { Facts } from '../../src/commands/doctor/facts.ts';
import type { Fault } from './doctor-faults-cluster.ts';
import { destinationObject, nothingLog, sourceObject } from './fleet-objects.ts';
import { measuredFacts } from './measured-facts.ts';
import { unknownApp, unprotected } from '../../src/volsync/verdict.ts';
import {
  appSource,
  claim,
  destinationStatusOf,
  factsWith,
  healthyFacts,
  hidden,
  listed,
  neverSynced,
  repositoryOf,
  withSource,
} from './doctor-facts.ts';

const made = { 'app.kubernetes.io/created-by': 'volsync' };
const old = '2026-11-23T14:00:00Z';
const cache = (size: string) => ({
  metadata: {
    name: 'volsync-src-web-cache',
    namespace: 'home',
    ownerReferences: [
      { apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', name: 'web', uid: 'source-web' },
    ],
  },
  spec: { storageClassName: 'local', resources: { requests: { storage: size } } },
});
const noLock = { metadata: { name: 'local' }, provisioner: 'csi' };
const applied = (spec: object) => ({ 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec }) });
const annotated = (annotations: Readonly<Record<string, string>>) => {
  const source = appSource();
  return { ...source, metadata: { ...source.metadata, annotations } };
};
const userPod = (runAsUser: number) => ({
  metadata: { name: 'web-1', namespace: 'home' },
  spec: {
    securityContext: { runAsUser },
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'web' } }],
  },
});
const externalSecret = (status: 'True' | 'False') => ({
  metadata: { name: 'web', namespace: 'home' },
  spec: { target: { name: 'web-volsync' } },
  status: { conditions: [{ type: 'Ready', status, reason: 'SecretSyncedError', message: 'no such item' }] },
});

/** By rule, for apps. */
export const appFaults: Readonly<Record<string, Fault>> = {
  'copy-method': {
    problem: withSource(sourceObject({ restic: { repository: 'web-volsync' } })),
    seen: /copyMethod is not set/,
  },
  'long-sync': {
    problem: withSource(sourceObject({}, { lastSyncStartTime: '2026-11-23T03:00:00Z' })),
    seen: /has been running for/,
  },
  'external-secret': {
    problem: factsWith({ objects: { externalSecrets: listed(externalSecret('False')) } }),
    seen: /not ready: SecretSyncedError no such item/,
    unseen: factsWith({ objects: { externalSecrets: hidden } }),
  },
  'cache-size': {
    problem: factsWith({
      objects: { claims: listed(claim, cache('512Mi')) },
      cluster: { storageClasses: listed(noLock) },
    }),
    seen: /cacheCapacity is 1Gi, and PVC volsync-src-web-cache has 512Mi/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  'class-missing': {
    problem: withSource(appSource({ cacheStorageClassName: 'openebs' })),
    seen: /cacheStorageClassName is openebs, but that StorageClass does not exist/,
    unseen: factsWith({ cluster: { storageClasses: hidden } }),
  },
  'snapshot-class': {
    problem: withSource(appSource({ volumeSnapshotClassName: 'ceph' })),
    seen: /there is no VolumeSnapshotClass ceph/,
    unseen: factsWith({ cluster: { snapshotClasses: hidden } }),
  },
  'snapshot-stuck': {
    problem: factsWith({
      objects: {
        snapshots: listed({
          metadata: { name: 'volsync-web-src', namespace: 'home', labels: made, creationTimestamp: old },
          status: { error: { message: 'rpc error: pool is full' } },
        }),
      },
    }),
    seen: /rpc error: pool is full/,
    unseen: factsWith({ objects: { snapshots: hidden } }),
  },
  'volume-pending': {
    problem: factsWith({
      objects: { claims: listed({ ...claim, status: { phase: 'Pending' } }), destinations: listed() },
    }),
    seen: /PVC web is Pending: there is no ReplicationDestination web-bootstrap/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  'bootstrap-destination': {
    problem: factsWith({ objects: { destinations: listed() } }),
    seen: /names ReplicationDestination web-bootstrap, which is gone/,
    unseen: factsWith({ objects: { destinations: hidden } }),
  },
  'destination-size': {
    problem: factsWith({
      destinations: [
        destinationStatusOf(
          destinationObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', capacity: '500Mi' } }),
        ),
      ],
    }),
    seen: /capacity is 500Mi, and PVC web has 1Gi/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  'next-bootstrap': { problem: bootstrapFacts('2020-01-01T00:00:00Z'), seen: /would restore nothing/ },
  backup: {
    problem: factsWith({
      repositories: [
        repositoryOf(
          appSource(),
          unprotected('no-snapshot', 'it holds no snapshot', { hint: 'volsyncctl trigger web -n home' }),
        ),
      ],
    }),
    seen: /it holds no snapshot/,
    unseen: factsWith({ repositories: [repositoryOf(appSource(), unknownApp('repository-unreachable', 'no answer'))] }),
  },
  'repository-answer': {
    problem: measuredFacts({ answerMs: 31_000 }),
    seen: /took 31s for its first answer; VolSync gives up after 60s/,
  },
  'repository-space': {
    problem: measuredFacts({ folder: { available: 2 ** 34 } }),
    seen: /repository of home\/web is nearly full: 16\.0 GiB of 1\.0 TiB are free/,
  },
  'repository-volume': {
    problem: measuredFacts({ mountPath: '/backup' }),
    seen: /movers get no volume for the repository at \/repository\/web/,
    unseen: measuredFacts({ mountPath: '/backup', hiddenMounts: 'what admission adds to movers is not known' }),
  },
  'repository-write': {
    problem: measuredFacts({ readOnly: true }),
    seen: /volume repository with the repository is mounted read-only at \/repository/,
    unseen: measuredFacts({}, { kind: 'unknown', why: 'no answer', node: undefined }),
  },
  'restored-nothing': {
    problem: factsWith({
      sources: [],
      destinations: [
        destinationStatusOf(destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } })),
      ],
    }),
    seen: /nothing was restored/,
  },
  'new-volume': {
    problem: factsWith({
      objects: {
        claims: listed({ ...claim, metadata: { ...claim.metadata, creationTimestamp: '2026-11-23T15:10:00Z' } }),
      },
    }),
    seen: /was created at 2026-11-23T15:10:00.000Z, after the last backup .* restored its data before that/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  'snapshot-history': {
    problem: factsWith({ repositories: [repositoryOf(appSource(), { warnings: ['all 3 snapshots are retries'] })] }),
    seen: /retries/,
  },
  'retain-conflict': {
    problem: factsWith({
      objects: {
        sources: [
          appSource(),
          appSource({ repository: 'web-volsync', retain: { last: '1' } }, { sourcePVC: 'web' }, 'other'),
        ],
      },
    }),
    seen: /ReplicationSource other backs up the same PVC/,
  },
  'no-retain': { problem: withSource(sourceObject()), seen: /keeps only the last snapshot/ },
  'prune-overdue': {
    problem: withSource(sourceObject({}, { restic: { lastPruned: '2026-11-01T00:00:00Z' } })),
    seen: /a prune is overdue by/,
  },
  'privileged-label': {
    problem: factsWith({
      cluster: {
        namespaces: listed({ metadata: { name: 'home', labels: { 'volsync.backube/privileged-movers': 'true' } } }),
      },
    }),
    seen: /as a label, not as an annotation/,
    unseen: factsWith({ cluster: { namespaces: hidden } }),
  },
  'mover-user': {
    problem: {
      ...neverSynced({ moverSecurityContext: { runAsUser: 1000 } }),
      objects: { ...healthyFacts().objects, pods: listed(userPod(568)) },
    },
    seen: /the mover runs as user 1000, pod web-1 as user 568/,
    unseen: factsWith({ objects: { pods: hidden } }),
  },
  'network-policy': {
    problem: factsWith({
      repositories: [
        repositoryOf(appSource(), {
          ...unknownApp('repository-unreachable', 'no answer'),
          repository: 'rest:http://nas:8000/web',
        }),
      ],
      objects: {
        networkPolicies: listed({
          metadata: { name: 'deny', namespace: 'home' },
          spec: { podSelector: {}, policyTypes: ['Egress'] },
        }),
      },
    }),
    seen: /NetworkPolicy deny selects its mover and allows no egress/,
    unseen: factsWith({ objects: { networkPolicies: hidden } }),
  },
  'dropped-fields': {
    problem: withSource(annotated(applied({ restic: { moverVolumes: [{}] }, sourcePvc: 'web' }))),
    seen: /spec\.restic\.moverVolumes, spec\.sourcePvc were applied/,
  },
};

/** An app whose destination requests snapshots before the first one. */
function bootstrapFacts(restoreAsOf: string): Facts {
  const source = appSource();
  const { verdict } = repositoryOf(source);
  const snapshot = {
    ...{ id: '724684cd'.padEnd(64, '0'), time: new Date('2026-11-23T15:00:05Z'), host: 'volsync' },
    ...{ paths: ['/data'], parent: undefined, summary: undefined },
  };
  const seen = {
    ...{ kind: 'seen' as const, source, address: undefined, snapshots: [snapshot], passedOver: [], missing: [] },
    ...{ time: undefined, more: [] },
    environment: {
      ...{ source, secret: 'web-volsync', image: 'x', proxies: [], pullSecrets: [], volumes: [] },
      ...{ hiddenMounts: undefined, isPrivileged: false },
    },
  };
  const destination = destinationObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', restoreAsOf } });
  return factsWith({
    repositories: [{ source, verdict, seen, locks: [], isQuiet: true }],
    objects: { destinations: listed(destination) },
  });
}
