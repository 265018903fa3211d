import { expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import type { Deployment } from '../../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../../../src/volsync/types.ts';
import { aftermathOf, safetyState } from '../../../../../src/commands/restore/in-place/operation/aftermath.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const [web] = someJournal().workloads;
const key = { namespace: 'home', name: 'web' };
const net = { namespace: 'home', name: 'volsyncctl-web-before-01234567' };

function deployment(replicas: number, readyReplicas = replicas, change: Partial<Deployment['metadata']> = {}) {
  const metadata = { ...key, uid: 'u1', generation: 2, ...change };
  return { metadata, spec: { replicas }, status: { readyReplicas, observedGeneration: 2 } };
}

/** As before the restore. */
const source = sourceObject({ sourcePVC: 'web' });

function snapshot(change: object = {}) {
  return { metadata: { ...net, uid: 'v1', ...change }, spec: { source: { persistentVolumeClaimName: 'web' } } };
}

const stateOf = async (cluster: FakeCluster, change: Partial<NonNullable<typeof web>> = {}) => {
  const journal = someJournal({ workloads: web === undefined ? [] : [{ ...web, ...change }] });
  const aftermath = await aftermathOf(journal, { cluster });
  const [one] = aftermath.workloads;
  return [one?.state, one?.isAnother, aftermath.outcome];
};

it.each<[string, Deployment | undefined, object, readonly unknown[]]>([
  ['that runs', deployment(1), {}, ['ready', false, 'ok']],
  ['that has fewer by now', deployment(1), { replicas: 3 }, ['ready', false, 'ok']],
  ['that somebody has scaled further up', deployment(5, 1), {}, ['ready', false, 'ok']],
  ['that had none', deployment(0), { replicas: 0 }, ['ready', false, 'ok']],
  ['that is gone', undefined, {}, ['gone', false, 'failed']],
  ['that was created again with none', deployment(0, 0, { uid: 'u9' }), {}, ['stopped', true, 'failed']],
  ['that somebody has stopped', deployment(0), {}, ['stopped', false, 'failed']],
  ['whose pod is not ready', deployment(1, 0), {}, ['not-ready', false, 'failed']],
  ['that its controller has not seen yet', deployment(1, 1, { generation: 3 }), {}, ['not-ready', false, 'failed']],
  ['that was not ready before', deployment(1, 0), { wasReady: false }, ['not-ready-as-before', false, 'ok']],
])('a workload %s', async (_what, live, change, expected) => {
  const cluster = new FakeCluster().put(resources.replicationSources, source);
  if (live !== undefined) cluster.put(resources.deployments, live);
  expect(await stateOf(cluster, change)).toEqual(expected);
});

it.each(['forbidden', 'unreachable'] as const)(
  'a workload that cannot be read (%s) is not said to run',
  async (kind) => {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, source)
      .fail('find', resources.deployments, new Failure(kind, 'no'));
    expect(await stateOf(cluster)).toEqual(['unknown', false, 'unknown']);
  },
);

const safety = (cluster: FakeCluster, uid?: string) => {
  const { safety: known } = someJournal();
  const journal = someJournal({ safety: { ...known, ...(uid && { uid }) } as typeof known });
  return safetyState(journal, { cluster }, new AbortController().signal);
};

it.each<[string, string, FakeCluster]>([
  ['there', 'there', new FakeCluster().put(resources.volumeSnapshots, snapshot())],
  ['gone', 'gone', new FakeCluster()],
  [
    'being deleted',
    'gone',
    new FakeCluster().put(resources.volumeSnapshots, snapshot({ deletionTimestamp: '2026-11-24T20:00:00Z' })),
  ],
  ['another of that name', 'gone', new FakeCluster().put(resources.volumeSnapshots, snapshot({ uid: 'v2' }))],
  [
    'not to be read',
    'unknown',
    new FakeCluster().fail('find', resources.volumeSnapshots, new Failure('forbidden', 'no')),
  ],
])('the safety VolumeSnapshot is %s', async (_what, state, cluster) => {
  expect(await safety(cluster, 'v1')).toBe(state);
});

const [parked] = someJournal().sources;
const far = parked?.scheduleMeanwhile ?? '';

it.each<[string, ReplicationSource | undefined, string, string]>([
  ['as before', source, 'as-before', 'ok'],
  ['of another schedule', sourceObject({ trigger: { schedule: '@daily' } }), 'changed', 'ok'],
  ['still parked', sourceObject({ trigger: { schedule: far } }), 'parked', 'failed'],
  ['still parked, with a tag', sourceObject({ trigger: { schedule: far, manual: 'x' } }), 'parked', 'failed'],
  ['tagged', sourceObject({ trigger: { schedule: '0 * * * *', manual: 'x' } }), 'tagged', 'failed'],
  ['of another PVC', sourceObject({ sourcePVC: 'mail' }), 'other-volume', 'failed'],
  ['gone', undefined, 'gone', 'failed'],
])('a source that is %s', async (_what, live, state, outcome) => {
  const cluster = new FakeCluster().put(resources.deployments, deployment(1));
  if (live !== undefined) cluster.put(resources.replicationSources, live);
  const aftermath = await aftermathOf(someJournal(), { cluster });
  expect([aftermath.sources, aftermath.outcome]).toEqual([[{ name: 'web', state }], outcome]);
});

it('a source that cannot be read is not said to be as before', async () => {
  const cluster = new FakeCluster()
    .put(resources.deployments, deployment(1))
    .fail('find', resources.replicationSources, new Failure('unreachable', 'no'));
  const { sources, outcome } = await aftermathOf(someJournal(), { cluster });
  expect([sources, outcome]).toEqual([[{ name: 'web', state: 'unknown' }], 'unknown']);
});
