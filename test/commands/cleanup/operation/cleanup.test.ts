import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { cleanUp, dryRunReport, planAgain, planCleanup } from '../../../../src/commands/cleanup/operation/cleanup.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import {
  claimWith,
  meta,
  noWish,
  now,
  plainMeta,
  podWith,
  portsFor,
  snapshotWith,
} from '../../../fakes/cleanup-world.ts';

const options = { ...noWish, scope: { namespace: 'home' } };

const leftByOne = () =>
  new FakeCluster()
    .put(resources.volumeSnapshots, snapshotWith(meta('s', 'gone')))
    .put(resources.persistentVolumeClaims, claimWith(meta('c', 'gone'), { kind: 'VolumeSnapshot', name: 's' }))
    .put(resources.pods, podWith(meta('p', 'gone'), ['c']), podWith(plainMeta('theirs')));

async function cleaned(cluster: FakeCluster, signal?: AbortSignal) {
  const ports = portsFor(cluster, signal);
  const report = await cleanUp(await planCleanup(options, ports), ports);
  return { report, ends: Object.fromEntries(report.objects.map(({ name, end }) => [name, end])) };
}

describe('cleanUp', () => {
  it('removes by uid, users before what they use, and nothing else', async () => {
    const cluster = leftByOne();
    const { report, ends } = await cleaned(cluster);
    expect(report.outcome).toBe('ok');
    expect(ends).toEqual({ p: 'removed', c: 'removed', s: 'removed' });
    const deletes = cluster.calls.filter(({ verb }) => verb === 'delete');
    expect(deletes.map(({ key, uid }) => [key, uid])).toEqual(
      ['p', 'c', 's'].map((name) => [{ namespace: 'home', name }, `uid-${name}`]),
    );
    expect(cluster.stored(resources.pods).map(({ metadata }) => metadata.name)).toEqual(['theirs']);
  });

  it('leaves what is used by something that could not be removed, and goes on with the rest', async () => {
    const refused = new Failure('forbidden', 'May not delete pods.');
    const cluster = leftByOne()
      .fail('delete', resources.pods, refused)
      .put(resources.volumeSnapshots, snapshotWith(meta('free', 'gone')));
    const { report, ends } = await cleaned(cluster);
    expect(ends).toEqual({ p: 'failed', c: 'untouched', s: 'untouched', free: 'removed' });
    expect(report.outcome).toBe('forbidden');
    expect(report.objects.find(({ name }) => name === 'p')?.failure).toBe(refused);
  });

  it('does not call removed what something holds', async () => {
    const cluster = leftByOne();
    // As with a finalizer: it reappears in the next list.
    cluster.before('list', resources.persistentVolumeClaims, () => {
      cluster.put(
        resources.persistentVolumeClaims,
        claimWith(meta('c', 'gone'), { kind: 'VolumeSnapshot', name: 's' }),
      );
    });
    const { report, ends } = await cleaned(cluster);
    expect(ends).toMatchObject({ p: 'removed', c: 'removing' });
    expect(report.outcome).toBe('timeout');
  });

  it('begins nothing more once it is interrupted', async () => {
    const cluster = leftByOne();
    const controller = new AbortController();
    cluster.before('delete', resources.pods, () => controller.abort());
    const { report, ends } = await cleaned(cluster, controller.signal);
    expect(ends).toMatchObject({ c: 'untouched', s: 'untouched' });
    expect(report.outcome).toBe('interrupted');
    expect(cluster.count('delete')).toBe(1);
  });

  it('is unknown where not everything could be looked at', async () => {
    const { report } = await cleaned(new FakeCluster().forbid({ verb: 'list', resource: 'configmaps' }));
    expect(report.outcome).toBe('unknown');
    expect(dryRunReport({ objects: [], unread: report.unread, notes: [], isNamed: false }, now).outcome).toBe(
      'unknown',
    );
  });

  it('of a namespace that is not there says that', async () => {
    const missing = new Failure('not-found', 'There is no namespace.');
    const cluster = new FakeCluster().fail('list', resources.pods, missing);
    await expect(planCleanup(options, portsFor(cluster))).rejects.toBe(missing);
  });

  it('takes kinds that the cluster does not have for nothing', async () => {
    const missing = new Failure('not-found', 'The cluster has no such kind.');
    const cluster = new FakeCluster().fail('list', resources.volumeSnapshots, missing);
    cluster.fail('list', resources.replicationDestinations, missing);
    await expect(planCleanup(options, portsFor(cluster))).resolves.toMatchObject({ objects: [], unread: [] });
  });
});

describe('planAgain', () => {
  it('adds nothing, leaves what has come into use, and what it used', async () => {
    const cluster = leftByOne();
    const ports = portsFor(cluster);
    const shown = await planCleanup(options, ports);
    cluster.put(resources.pods, podWith(plainMeta('new'), ['c']), podWith(meta('other', 'gone')));
    const { objects } = await planAgain(shown, options, ports);
    expect(objects.map(({ name, decision }) => [name, decision.reason])).toEqual([
      ['p', 'maker-gone'],
      ['c', 'in-use'],
      ['s', 'in-use'],
    ]);
  });

  it('leaves what is used by a leftover that was not shown', async () => {
    const cluster = leftByOne();
    const ports = portsFor(cluster);
    const shown = await planCleanup(options, ports);
    cluster.put(resources.pods, podWith(meta('other', 'gone'), ['c']));
    const { objects } = await planAgain(shown, options, ports);
    expect(objects.map(({ name, decision }) => [name, decision.reason])).toEqual([
      ['p', 'maker-gone'],
      ['c', 'changed'],
      ['s', 'changed'],
    ]);
  });

  it('leaves what is not the object that was shown', async () => {
    const cluster = leftByOne();
    const ports = portsFor(cluster);
    const shown = await planCleanup(options, ports);
    cluster.remove(resources.volumeSnapshots, { namespace: 'home', name: 's' });
    cluster.put(resources.volumeSnapshots, snapshotWith(meta('s', 'gone', { uid: 'another' })));
    const { objects } = await planAgain(shown, options, ports);
    expect(objects.map(({ name, decision }) => [name, decision.reason])).toContainEqual(['s', 'changed']);
  });
});
