import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/commands/doctor/facts.ts';
import type { Judged } from '../../../src/commands/doctor/finding.ts';
import type { StatusRule } from '../../../src/commands/doctor/judgement/status-rule.ts';
import { rules } from '../../../src/commands/doctor/rules/all.ts';
import { bad, unknown } from '../../../src/volsync/problem.ts';
import { reasons } from '../../../src/volsync/reasons.ts';
import { unknownApp, unprotected } from '../../../src/volsync/verdict.ts';
import { destinationObject, nothingLog, sourceObject } from '../../fakes/fleet-objects.ts';
import {
  admittedJob,
  appSource,
  claim,
  controllerObject,
  destinationStatusOf,
  factsWith,
  healthyFacts,
  hidden,
  listed,
  policyObject,
  repositoryOf,
  statusOf,
  withSource,
} from '../../fakes/doctor-facts.ts';

const made = { 'app.kubernetes.io/created-by': 'volsync' };
const old = '2026-11-23T14:00:00Z';
const cache = (size: string) => ({
  metadata: { name: 'volsync-src-web-cache', namespace: 'home' },
  spec: { storageClassName: 'local', resources: { requests: { storage: size } } },
});
const noLock = { metadata: { name: 'local' }, provisioner: 'csi' };
const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => statusOf(appSource({}, {}, `app-${index}`)));
const noJitter = { ...admittedJob, spec: { template: { spec: { containers: [] } } } };
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
const neverSynced = (restic: Parameters<typeof appSource>[0]) => {
  const { metadata, spec } = appSource(restic);
  return withSource({ metadata, ...(spec && { spec }) });
};
const externalSecret = (status: 'True' | 'False') => ({
  metadata: { name: 'web', namespace: 'home' },
  spec: { target: { name: 'web-volsync' } },
  status: { conditions: [{ type: 'Ready', status, reason: 'SecretSyncedError', message: 'no such item' }] },
});

/** By rule: facts in which something is wrong and what is said of it, and such in which it could not be seen. */
const table: Readonly<Record<string, { readonly problem: Facts; readonly seen: RegExp; readonly unseen?: Facts }>> = {
  'not-installed': { problem: factsWith({ notInstalled: 'VolSync is not served.' }), seen: /not served/ },
  controller: {
    problem: factsWith({ cluster: { controllers: listed(controllerObject([], { readyReplicas: 0, replicas: 0 })) } }),
    seen: /scaled to 0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'mover-image': {
    problem: factsWith({
      cluster: {
        controllers: listed(
          controllerObject([{ name: 'RELATED_IMAGE_RESTIC_CONTAINER', value: 'quay.io/backube/volsync:0.15.0' }]),
        ),
      },
    }),
    seen: /0\.16\.0, its movers .*0\.15\.0|0\.15\.0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'mover-logs': {
    problem: factsWith({
      cluster: { controllers: listed(controllerObject([{ name: 'MOVER_LOG_MAX_BYTES', value: '0' }])) },
    }),
    seen: /MOVER_LOG_MAX_BYTES is 0/,
    unseen: factsWith({ cluster: { controllers: hidden } }),
  },
  'snapshot-support': {
    problem: factsWith({ objects: { snapshots: { value: [], isServed: false } } }),
    seen: /is not served, and 2 objects/,
    unseen: factsWith({ objects: { snapshots: hidden } }),
  },
  'volume-populator': {
    problem: factsWith({ cluster: { populators: listed() } }),
    seen: /none is for ReplicationDestinations/,
    unseen: factsWith({ cluster: { populators: hidden } }),
  },
  'retained-copies': {
    problem: factsWith({
      cluster: {
        snapshotContents: listed({
          metadata: { name: 'content-1' },
          spec: {
            deletionPolicy: 'Retain' as const,
            volumeSnapshotRef: { name: 'volsync-web-src', namespace: 'home', uid: 'gone' },
          },
          status: { restoreSize: 1024 ** 3 },
        }),
      },
    }),
    seen: /1 VolumeSnapshotContents of syncs are kept \(1\.0 GiB\)/,
    unseen: factsWith({ cluster: { snapshotContents: hidden } }),
  },
  'policy-binding': {
    problem: factsWith({ cluster: { policyBindings: listed() } }),
    seen: /no MutatingAdmissionPolicyBinding names volsync-mover-nfs/,
    unseen: factsWith({ cluster: { policyBindings: hidden } }),
  },
  'policy-update': {
    problem: factsWith({ cluster: { policies: listed(policyObject(['CREATE'])) } }),
    seen: /matches CREATE and not UPDATE/,
  },
  'policy-match': {
    problem: factsWith({ admitted: { value: noJitter } }),
    seen: /has no volume of volsync-mover-nfs/,
    unseen: factsWith({ admitted: hidden }),
  },
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
    seen: /cacheStorageClassName is openebs, and there is no such StorageClass/,
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
  'restored-nothing': {
    problem: factsWith({
      sources: [],
      destinations: [
        destinationStatusOf(destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } })),
      ],
    }),
    seen: /nothing was restored/,
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
    seen: /as a label, and not as an annotation/,
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
      repositories: [repositoryOf(appSource(), unknownApp('repository-unreachable', 'no answer'))],
      objects: {
        networkPolicies: listed({
          metadata: { name: 'deny', namespace: 'home' },
          spec: { podSelector: {}, policyTypes: ['Egress'] },
        }),
      },
    }),
    seen: /NetworkPolicy deny restricts the egress/,
    unseen: factsWith({ objects: { networkPolicies: hidden } }),
  },
  'dropped-fields': {
    problem: withSource(annotated(applied({ restic: { moverVolumes: [{}] }, sourcePvc: 'web' }))),
    seen: /spec\.restic\.moverVolumes, spec\.sourcePvc were applied/,
  },
  'last-sync-unknown': {
    problem: healthyFacts(),
    seen: /never/,
    unseen: withSource(sourceObject({}, { latestMoverStatus: { result: 'Successful' } })),
  },
  'colliding-schedules': {
    problem: factsWith({ sources: crowd(6), admitted: { value: noJitter } }),
    seen: /6 backups begin at 2026-11-23T16:00:00/,
    unseen: factsWith({ sources: crowd(6), admitted: hidden }),
  },
  'unprotected-pvc': {
    problem: factsWith({
      objects: { claims: listed(claim, { metadata: { name: 'photos', namespace: 'home' } }) },
    }),
    seen: /one PVC has no ReplicationSource: photos/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  leftovers: {
    problem: factsWith({
      objects: {
        claims: listed(claim, {
          metadata: { name: 'volsync-gone-src', namespace: 'home', labels: made, creationTimestamp: old },
        }),
      },
    }),
    seen: /one object of VolSync without an owner: pvc\/volsync-gone-src/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
};

/** An app whose destination asks for snapshots before the first. */
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
    place: {
      ...{ source, secret: 'web-volsync', image: 'x', proxies: [], pullSecrets: [], volumes: [] },
      ...{ hiddenMounts: undefined, isPrivileged: false },
    },
  };
  const destination = destinationObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', restoreAsOf } });
  return factsWith({
    repositories: [{ source, verdict, seen }],
    objects: { destinations: listed(destination) },
  });
}

const isStatusRule = (rule: object): rule is StatusRule => 'reasons' in rule;
const problems = (judged: readonly Judged[]) => judged.filter(({ outcome }) => outcome === 'problem');

describe('a healthy app', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s finds nothing', (_, rule) => {
    expect(rule.judge(healthyFacts()).filter(({ outcome }) => outcome !== 'fine')).toEqual([]);
  });
});

describe('every rule of its own', () => {
  const own = rules.filter((rule) => !isStatusRule(rule)).map((rule) => ({ rule, row: table[rule.name] }));
  // It never says that something is wrong.
  const judging = own.filter(({ rule }) => rule.name !== 'last-sync-unknown');
  const looking = own.flatMap(({ rule, row }) => (row?.unseen === undefined ? [] : [{ rule, unseen: row.unseen }]));

  it.each(judging)('$rule.name finds what is wrong, and says why and what to do', ({ rule, row }) => {
    const [found] = problems(rule.judge(row?.problem ?? healthyFacts()));
    expect(found?.seen).toMatch(row?.seen ?? /no row in the table/);
    expect(found?.why).toMatch(/\w/);
    expect(found?.fix).toMatch(/\w/);
  });

  it.each(looking)('$rule.name says what it could not see, and finds nothing then', ({ rule, unseen }) => {
    const judged = rule.judge(unseen);
    expect(problems(judged)).toEqual([]);
    expect(judged.filter(({ outcome }) => outcome === 'could-not-look').length).toBeGreaterThan(0);
  });
});

describe('rules of what status says', () => {
  const own = rules.filter(isStatusRule);

  it.each(own.flatMap((rule) => rule.reasons.map((reason) => [rule.name, reason, rule] as const)))(
    '%s takes %s',
    (_, reason, rule) => {
      const status = { ...statusOf(), problems: [bad(reason, 'it is so', 'kubectl get pods')] };
      expect(rule.judge(factsWith({ sources: [status], destinations: [] }))).toMatchObject([
        { outcome: 'problem', seen: 'it is so', fix: 'kubectl get pods', object: { name: 'web', namespace: 'home' } },
      ]);
      const unseen = { ...statusOf(), problems: [unknown(reason, 'not seen', [])] };
      expect(rule.judge(factsWith({ sources: [unseen], destinations: [] }))).toMatchObject([
        { outcome: 'could-not-look', seen: 'not seen' },
      ]);
    },
  );

  it('leaves no reason of status without a rule, and gives none two', () => {
    const taken = own.flatMap((rule) => rule.reasons);
    expect(taken).toHaveLength(new Set(taken).size);
    // Those of checks of repositories, and the two that rules of their own take.
    const elsewhere = ['restored-nothing', 'no-evidence', 'no-snapshot', 'mismatch', 'window-open', 'files-present'];
    const ofChecks = ['destination-missing', 'not-backed-up', 'repository-in-namespace', 'foreign-snapshot'];
    const ofRestores = ['outdated-restore', 'not-idle'];
    expect(reasons.filter((reason) => !taken.includes(reason)).toSorted()).toEqual(
      [...elsewhere, ...ofChecks, ...ofRestores].toSorted(),
    );
  });
});
