import type { Facts, Listed, RepositoryFacts } from '../../src/commands/doctor/facts.ts';
import type { Deployment, Job, PersistentVolumeClaim } from '../../src/kubernetes/objects.ts';
import type { MutatingAdmissionPolicy } from '../../src/kubernetes/admission.ts';
import type { ServedPolicies } from '../../src/kubernetes/served-policies.ts';
import type { AppVerdict } from '../../src/repository/verify-result.ts';
import { injectionOf } from '../../src/volsync/mover-injection.ts';
import { moverRoles, type MoverProbe } from '../../src/volsync/mover-policies.ts';
import type { MoverObservation } from '../../src/volsync/mover-observation.ts';
import { destinationStatus } from '../../src/volsync/destination-state.ts';
import { sourceStatus, type SourceStatus } from '../../src/volsync/source-state.ts';
import { protectedApp } from '../../src/volsync/verdict.ts';
import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';
import { claimObject, now } from './bootstrap-facts.ts';
import { destinationObject, sourceObject } from './fleet-objects.ts';

type SourceSpec = NonNullable<ReplicationSource['spec']>;
type Restic = NonNullable<SourceSpec['restic']>;

/** A list that is not allowed. */
export const hidden = { why: 'You cannot list that.' } as const;

/** A list of a served kind. */
export function listed<T>(...value: readonly T[]): Listed<T> {
  return { value, isServed: true };
}

/** A source with a history, as the component defines it; given parts of `restic` are added. */
export function appSource(restic: Restic = {}, spec: SourceSpec = {}, name = 'web'): ReplicationSource {
  const whole = { repository: `${name}-volsync`, copyMethod: 'Snapshot' as const, retain: { hourly: 24, daily: 7 } };
  return sourceObject(
    { restic: { ...whole, ...restic }, ...spec },
    { restic: { lastPruned: '2026-11-22T15:00:00Z' } },
    name,
  );
}

/** The status of a source. */
export function statusOf(object: ReplicationSource = appSource(), mover: MoverObservation = { kind: 'not-looked' }) {
  return sourceStatus({ kind: 'replicationsource', object, mover, now });
}

/** The status of a destination. */
export function destinationStatusOf(object: ReplicationDestination = destinationObject()) {
  const mover = { kind: 'not-looked' } as const;
  return destinationStatus({ kind: 'replicationdestination', object, mover, now, overwrites: undefined });
}

/** The PVC of the app, of 1Gi, filled by its destination. */
export const claim: PersistentVolumeClaim = {
  ...claimObject(),
  spec: { ...claimObject().spec, storageClassName: 'ceph', resources: { requests: { storage: '1Gi' } } },
};

/** VolSync's controller, ready. */
export function controllerObject(
  env: readonly { readonly name: string; readonly value: string }[] = [],
  parts: { readonly readyReplicas?: number; readonly name?: string; readonly replicas?: number } = {},
): Deployment {
  const { readyReplicas = 1, name = 'volsync', replicas = 1 } = parts;
  const image = { name: 'RELATED_IMAGE_RESTIC_CONTAINER', value: 'quay.io/backube/volsync:0.16.0' };
  const container = { name: 'manager', image: 'quay.io/backube/volsync:0.16.0', command: ['/manager'] };
  return {
    metadata: { name, namespace: 'volsync-system', labels: { 'app.kubernetes.io/name': 'volsync' } },
    spec: { replicas, template: { spec: { containers: [{ ...container, env: [...env, image] }] } } },
    status: { readyReplicas },
  };
}

/** A policy that adds a volume to movers. */
export function policyObject(operations: readonly string[] = ['CREATE', 'UPDATE']): MutatingAdmissionPolicy {
  return {
    metadata: { name: 'volsync-mover-nfs' },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: ['batch'], operations, resources: ['jobs'] }] },
      matchConditions: [{ name: 'movers', expression: "object.metadata.name.startsWith('volsync-')" }],
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: { expression: 'path: "/spec/template/spec/volumes/-", value: X{name: "repository"}' },
        },
      ],
    },
  };
}

/** A mover's Job after those policies. */
export const admittedJob: Job = {
  metadata: { name: 'volsync-src-web', namespace: 'home' },
  spec: {
    template: {
      spec: {
        initContainers: [{ name: 'jitter' }],
        containers: [{ name: 'restic', volumeMounts: [{ name: 'repository', mountPath: '/repository' }] }],
        volumes: [{ name: 'repository', nfs: { server: 'nas', path: '/backup' } }],
      },
    },
  },
};

/** A mover's Job that no policy changed. */
export const bareJob: Job = { ...admittedJob, spec: { template: { spec: { containers: [] } } } };

/** What a helper pod found in the repository of a source. */
export function repositoryOf(source: ReplicationSource, verdict: Partial<AppVerdict> = {}): RepositoryFacts {
  const { name, namespace = '' } = source.metadata;
  const whole = { newest: undefined, dataTime: undefined, snapshots: 1, promised: 1, repository: '/repository/web' };
  return {
    source,
    seen: { kind: 'hidden', source, address: undefined, judgement: protectedApp },
    verdict: { ...{ namespace, name }, ...protectedApp, ...whole, seenAt: now, warnings: [], ...verdict },
    locks: [],
    isQuiet: true,
  };
}

/** A healthy app in a healthy cluster. */
export function healthyFacts(): Facts {
  const source = appSource();
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const snapshotDefault = { 'snapshot.storage.kubernetes.io/is-default-class': 'true' };
  return {
    ...{ now, namespace: 'home', isWhole: true, notInstalled: undefined, movers: new Map(), secrets: new Map() },
    sources: [statusOf(source)],
    destinations: [destinationStatusOf()],
    objects: {
      sources: [source],
      destinations: listed(destinationObject()),
      claims: listed(claim),
      ...{ pods: listed(), jobs: listed(), warnings: listed(), externalSecrets: listed(), networkPolicies: listed() },
      snapshots: listed({ metadata: { name: 'volsync-web-dest-1', namespace: 'home' }, status: { readyToUse: true } }),
    },
    cluster: {
      namespaces: listed({ metadata: { name: 'home' } }),
      storageClasses: listed({
        metadata: { name: 'ceph', annotations },
        provisioner: 'csi',
        allowVolumeExpansion: true,
      }),
      snapshotClasses: listed({ metadata: { name: 'csi', annotations: snapshotDefault }, driver: 'csi' }),
      ...{ snapshotContents: listed(), controllers: listed(controllerObject()) },
      populators: listed({
        metadata: { name: 'volsync-replicationdestination' },
        sourceKind: { group: 'volsync.backube', kind: 'ReplicationDestination' },
      }),
    },
    admission: admissionWith({}),
    controllerLog: { value: [] },
    repositories: [repositoryOf(source)],
  };
}

/** A policy that adds the repository's volume, its binding, and movers with it; or other parts. */
export function admissionWith({
  policies = [policyObject()],
  bindings = [{ metadata: { name: 'nfs' }, spec: { policyName: 'volsync-mover-nfs' } }],
  job = admittedJob,
  answer = { kind: 'admitted', injection: injectionOf({}, job), isStable: true },
  jobs = [],
}: AdmissionParts): Facts['admission'] {
  const probes = moverRoles.map((role) => ({ namespace: 'home', role, answer }));
  return { served: { value: { version: 'v1', policies, bindings } }, probes, jobs: { value: jobs } };
}

type AdmissionParts = Partial<Omit<ServedPolicies, 'version'>> & {
  readonly job?: Job;
  readonly answer?: MoverProbe['answer'];
  readonly jobs?: readonly Job[];
};

/** Those facts with other parts. */
export function factsWith(
  parts: Partial<Omit<Facts, 'objects' | 'cluster'>> & {
    readonly objects?: Partial<Facts['objects']>;
    readonly cluster?: Partial<Facts['cluster']>;
  },
): Facts {
  const healthy = healthyFacts();
  return {
    ...healthy,
    ...parts,
    objects: { ...healthy.objects, ...parts.objects },
    cluster: { ...healthy.cluster, ...parts.cluster },
  };
}

/** Those facts with another source. */
export function withSource(object: ReplicationSource, mover?: MoverObservation): Facts {
  const status: SourceStatus = statusOf(object, mover);
  return factsWith({ sources: [status], repositories: [repositoryOf(object)], objects: { sources: [object] } });
}

/** Those facts for an app that VolSync has never synced. */
export function neverSynced(restic: Restic): Facts {
  const { metadata, spec } = appSource(restic);
  return withSource({ metadata, ...(spec && { spec }) });
}
