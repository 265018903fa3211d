import { admissionResources, type MutatingAdmissionPolicy } from '../../src/kubernetes/admission.ts';
import type { Job, PodSpec } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from './fake-cluster.ts';

export const { policies, bindings } = admissionResources('v1');
export const nfs = { server: 'nas', path: '/mnt/volsync' };

/** What a policy does to a mover's pod. */
export type Mutation = (pod: PodSpec) => PodSpec;

/** Mounts the repository if it is not mounted yet. */
export const mountsNfs: Mutation = (pod) => {
  if (pod.volumes?.some(({ name }) => name === 'repository') === true) return pod;
  const [first, ...others] = pod.containers ?? [];
  if (first === undefined) return pod;
  const mount = { name: 'repository', mountPath: '/repository' };
  return {
    ...pod,
    volumes: [...(pod.volumes ?? []), { name: 'repository', nfs }],
    containers: [{ ...first, volumeMounts: [...(first.volumeMounts ?? []), mount] }, ...others],
  };
};

/** Adds a delay, again with each call. */
export const waitsAgain: Mutation = (pod) => ({
  ...pod,
  initContainers: [
    ...(pod.initContainers ?? []),
    { name: 'jitter', image: 'busybox:1', command: ['sh', '-c', 'sleep $(shuf -i 1-120 -n 1)'] },
  ],
});

/** Adds a delay if there is none yet. */
export const waits: Mutation = (pod) => ((pod.initContainers ?? []).length > 0 ? pod : waitsAgain(pod));

/** A cluster with an app, whose admission applies these to Jobs. */
export function clusterWith(...mutations: readonly Mutation[]): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(resources.replicationSources, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { sourcePVC: 'web', restic: { repository: 'web-volsync' } },
  });
  return cluster.admit(resources.jobs, (job) => mutations.reduce(mutated, job));
}

function mutated(job: Job, mutation: Mutation): Job {
  const spec = mutation(job.spec?.template?.spec ?? {});
  return { ...job, spec: { ...job.spec, template: { ...job.spec?.template, spec } } };
}

/** A policy for Jobs whose expressions contain that. */
export function policy(name: string, adds: string, operations: readonly string[]): MutatingAdmissionPolicy {
  return {
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [{ apiGroups: ['batch'], resources: ['jobs'], operations }] },
      matchConditions: [{ name: 'is-a-mover', expression: 'object.metadata.name.startsWith("volsync-src-")' }],
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: { expression: `value: ${adds === 'jitter' ? 'initContainers' : 'volumes'}{name: "${adds}"}` },
        },
      ],
    },
  };
}

/** Its binding. */
export function bindingOf(name: string) {
  return { metadata: { name }, spec: { policyName: name } };
}
