import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { dryRunReport, planCleanup } from '../../../../src/commands/cleanup/operation/cleanup.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { clusterOf, noWish, now, plainMeta, portsFor, snapshotWith, type World } from '../../../fakes/cleanup-world.ts';

const orphan = (name: string) => plainMeta(name, { labels: { 'app.kubernetes.io/created-by': 'volsync' } });

describe('kinds that are not served', () => {
  const world: World = { volumeSnapshots: [snapshotWith(orphan('volsync-web-src'))] };

  it.each<[string, Failure]>([
    ['as that version', new Failure('unknown', "VolSync's CRDs are not served as v1alpha1.")],
    ['at all', new Failure('not-found', 'VolSync is not installed.')],
    ['whole: the list was cut', new Failure('unreachable', 'The answer is no list.')],
    ['again after its token expired', new Failure('refused', 'The continue token has expired.')],
  ])('%s: no owner is gone, and the end is unknown', async (_title, failure) => {
    const cluster = clusterOf(world);
    cluster.fail('list', resources.replicationSources, failure);
    cluster.fail('list', resources.replicationDestinations, failure);
    const options = { ...noWish, scope: { namespace: 'home' }, withVolsync: true };
    const plan = await planCleanup(options, portsFor(cluster));
    expect(plan.objects).toEqual([]);
    expect(plan.unread.map(({ resource, reason }) => [resource, reason])).toEqual([
      ['replicationdestinations', failure.kind],
      ['replicationsources', failure.kind],
    ]);
    expect(dryRunReport(plan, now).outcome).toBe('unknown');
  });

  it('by a server that answers nothing at all is that failure', async () => {
    const away = new Failure('unreachable', 'The API server cannot be reached.');
    const cluster = new FakeCluster();
    for (const resource of Object.values(resources)) cluster.fail('list', resource, away);
    const options = { ...noWish, scope: { namespace: 'home' }, withVolsync: true };
    await expect(planCleanup(options, portsFor(cluster))).rejects.toBe(away);
  });
});
