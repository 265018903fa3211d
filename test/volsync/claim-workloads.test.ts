import type { ClaimFacts } from '../../src/volsync/claim-facts.ts';
import { describe, expect, it } from 'vitest';
import { claimWorkloads } from '../../src/volsync/claim-workloads.ts';
import { claimFacts, job, metaOf, ownedBy, podWith, workload } from '../fakes/claim-facts.ts';

const judged = (parts: Partial<ClaimFacts>) => claimWorkloads(claimFacts(parts));

const deployment = workload(metaOf('web'), { replicas: 2 });
const replicaSet = workload(metaOf('web-7d', ownedBy('Deployment', 'web')));
const pod = podWith(metaOf('web-7d-x', ownedBy('ReplicaSet', 'web-7d')));
const perPod = { volumeClaimTemplates: [{ metadata: { name: 'data' } }], claims: [] };

describe('what cannot be stopped is refused by name', () => {
  it.each<[string, Partial<ClaimFacts>, RegExp]>([
    ['a bare pod', { pods: [podWith(metaOf('shell'))] }, /^pod shell .*kubectl delete pod shell -n home$/],
    [
      'a Job',
      { pods: [podWith(metaOf('fix-x', ownedBy('Job', 'fix', 'batch/v1')))], jobs: [job(metaOf('fix'))] },
      /^Job fix mounts PVC web and has not ended/,
    ],
    ['a Job without a pod at the moment', { jobs: [job(metaOf('fix'))] }, /^Job fix /],
    ['a DaemonSet', { pods: [podWith(metaOf('d', ownedBy('DaemonSet', 'agent')))] }, /DaemonSet has no replicas/],
    [
      "an operator's own kind",
      { pods: [podWith(metaOf('vm', ownedBy('VirtualMachineInstance', 'vm', 'kubevirt.io/v1')))] },
      /of VirtualMachineInstance vm .* by other means/,
    ],
    [
      'a StatefulSet that is not of Kubernetes',
      { pods: [podWith(metaOf('s-0', ownedBy('StatefulSet', 's', 'apps.kruise.io/v1beta1')))] },
      /does not know how to stop a StatefulSet/,
    ],
    [
      'an owner that is gone',
      { pods: [podWith(metaOf('s-0', ownedBy('StatefulSet', 's')))] },
      /that StatefulSet is gone: if the pod stays, delete it/,
    ],
    [
      'the ReplicaSet of another kind',
      { pods: [pod], replicaSets: [workload(metaOf('web-7d', ownedBy('Rollout', 'web', 'argoproj.io/v1alpha1')))] },
      /belongs to Rollout web/,
    ],
    [
      'a Deployment of an operator',
      { deployments: [workload(metaOf('web', ownedBy('Grafana', 'dash', 'grafana.io/v1')))] },
      /^Deployment web belongs to Grafana dash, whose operator would .*: kubectl edit Grafana.v1.grafana.io dash -n home$/,
    ],
    [
      'a volume that goes with the pods',
      {
        claim: 'data-db-0',
        statefulSets: [
          workload(metaOf('db'), { ...perPod, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } }),
        ],
      },
      /^StatefulSet db deletes PVC data-db-0 when it is scaled to 0 .*"whenScaled":"Retain"/,
    ],
    [
      "a pod's own ephemeral volume",
      {
        claim: 'web-7d-x-tmp',
        pods: [{ ...pod, spec: { volumes: [{ name: 'tmp', ephemeral: {} }] } }],
        replicaSets: [replicaSet],
        deployments: [deployment],
      },
      /ephemeral volume of pod web-7d-x: it would be deleted with the pod/,
    ],
  ])('%s', (_, parts, words) => {
    const { refusals } = judged(parts);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatch(words);
  });

  it('once, however many pods it has', () => {
    const pods = ['a', 'b'].map((name) => podWith(metaOf(name, ownedBy('Job', 'fix', 'batch/v1'))));
    expect(judged({ pods, jobs: [job(metaOf('fix'))] }).refusals).toHaveLength(1);
  });

  it('but not what has ended, is of VolSync or of volsyncctl, or mounts something else', () => {
    const volsync = { labels: { 'app.kubernetes.io/created-by': 'volsync' } };
    const ours = { labels: { 'app.kubernetes.io/managed-by': 'volsyncctl' } };
    const done = { conditions: [{ type: 'Complete', status: 'True' as const }] };
    const found = judged({
      pods: [
        { ...podWith(metaOf('done')), status: { phase: 'Succeeded' } },
        podWith(metaOf('volsync-src-web-x', { ...ownedBy('Job', 'volsync-src-web', 'batch/v1'), ...volsync })),
        podWith(metaOf('volsyncctl-diff-x', ours)),
        podWith(metaOf('other'), ['other']),
      ],
      jobs: [{ ...job(metaOf('fix')), status: done }, job(metaOf('volsync-src-web', volsync))],
      deployments: [workload(metaOf('other'), { claims: ['other'] })],
      statefulSets: [workload(metaOf('web'), perPod)],
    });
    expect(found).toEqual({ workloads: [], holds: [], refusals: [], objects: [], warnings: [], missingRights: [] });
  });
});

describe('what can be stopped is remembered', () => {
  it('once, from its pods and from its template', () => {
    const { workloads, refusals, objects } = judged({
      pods: [pod],
      replicaSets: [replicaSet],
      deployments: [deployment],
    });
    expect(refusals).toEqual([]);
    expect(workloads).toEqual([
      { kind: 'Deployment', name: 'web', uid: 'uid-web', replicas: 2, wasReady: false, autoscalers: [] },
    ]);
    expect(objects).toEqual([{ kind: 'Deployment', object: deployment }]);
  });

  it('by its pods alone, where its template no longer mounts the volume', () => {
    const deployments = [workload(metaOf('web'), { claims: [] })];
    expect(judged({ pods: [pod], replicaSets: [replicaSet], deployments }).workloads).toHaveLength(1);
  });

  it('by its template alone, at 0 replicas, too', () => {
    const { workloads } = judged({
      deployments: [workload(metaOf('web'), { replicas: 0 })],
      replicaSets: [workload(metaOf('web-7d', ownedBy('Deployment', 'web'))), workload(metaOf('lone'))],
    });
    expect(workloads).toMatchObject([
      { kind: 'Deployment', name: 'web', replicas: 0 },
      { kind: 'ReplicaSet', name: 'lone', replicas: 1 },
    ]);
  });

  it.each([
    ['data-db-0', 1],
    ['data-db-12', 1],
    ['data-db', 0],
    ['data-db-x', 0],
    ['data-db-0-0', 0],
    ['datadb-0', 0],
  ])('by the name that a StatefulSet gives to the claims of its pods: %s', (claim, count) => {
    expect(judged({ claim, statefulSets: [workload(metaOf('db'), perPod)] }).workloads).toHaveLength(count);
  });

  it('with a warning where an operator has stopped one', () => {
    const object = workload(metaOf('web', ownedBy('Grafana', 'dash', 'grafana.io/v1')), { replicas: 0 });
    expect(judged({ deployments: [object] })).toMatchObject({
      ...{ refusals: [], workloads: [{ name: 'web', replicas: 0 }] },
      warnings: [expect.stringMatching(/^Deployment web belongs to Grafana dash, .* must leave it at 0 replicas/)],
    });
  });

  it('with the CronJobs that mount it', () => {
    const spec = { suspend: false, jobTemplate: { spec: { template: { spec: podWith(metaOf('p')).spec ?? {} } } } };
    const { holds, objects } = judged({ cronJobs: [{ metadata: metaOf('nightly'), spec }] });
    expect(holds).toEqual([
      {
        kind: 'CronJob',
        namespace: 'home',
        name: 'nightly',
        uid: 'uid-nightly',
        suspendBefore: false,
        why: 'its Jobs mount PVC web',
      },
    ]);
    expect(objects.map(({ kind }) => kind)).toEqual(['CronJob']);
  });
});
