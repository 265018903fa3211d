import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import { readMoverLogs } from '../../src/commands/logs/operation/logs.ts';
import { snapshots } from '../../src/repository/snapshots.ts';
import { lookIntoOne } from '../../src/repository/one-repository.ts';
import { verify } from '../../src/commands/verify/operation/verify.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';
import { clusterWith, options as logOptions, portsOn } from '../fakes/mover-logs.ts';
import type { World } from '../fakes/helper-pod-world.ts';
import * as inside from '../fakes/volume-look.ts';
import { worldWith } from '../fakes/fake-restic.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { withOpenRestore } from '../../src/sources/open-restores.ts';
import { findSources } from '../../src/sources/find-sources.ts';
import { fleetStatus, namedStatus } from '../../src/commands/status/operation/status.ts';
import { renderCounts } from '../../src/commands/status/text/counts.ts';
import { checkFleet } from '../../src/commands/status/judgement/fail-on.ts';
import { openRestoreOf } from '../../src/volsync/open-restore.ts';
import { triggerRefusal } from '../../src/volsync/trigger-refusal.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { plainStyle } from '../fakes/plain-style.ts';
import { someJournal } from '../fakes/in-place/journal.ts';

const key = { namespace: 'home', name: 'web' };
const home = { scope: { namespace: 'home' }, apps: undefined };
const look = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const printed = printedSnapshots(snapshotNamed('724684cd', '2026-11-23T15:00:00Z'));
const answering = () => worldWith([sourceObject(), sourceObject({}, {}, 'mail')], () => ({ output: [printed] }));
const backup = { ...inside.options, place: { kind: 'backup', selector: { name: 'latest' } } as const };

const webClaim = { namespace: 'home', kind: 'claim', claim: 'web' } as const;

function lookingInside(): World {
  const world = inside.worldWith();
  inside.programs(world, () => ({ out: printed }));
  return world;
}

function mark({ cluster }: Pick<World, 'cluster'>): void {
  cluster.change(resources.replicationSources, key, (source) => {
    return {
      ...source,
      metadata: { ...source.metadata, annotations: { 'volsyncctl/open-restore': openMap.metadata.name } },
    };
  });
}

function open(world: Pick<World, 'cluster'>): void {
  mark(world);
  world.cluster.put(resources.configMaps, openMap);
}

const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/component': 'restore' };
const openMap = {
  metadata: { namespace: 'home', name: 'volsyncctl-restore-web', labels },
  data: { journal: JSON.stringify(someJournal()) },
};

describe('a restore in place that is not over is told by', () => {
  it.each<[string, () => World, (world: World) => Promise<unknown>]>([
    ['verify', answering, (world) => verify(home, { ...look, depth: { kind: 'snapshots' } }, world)],
    ['snapshots', answering, (world) => snapshots(home, look, world)],
    ['snapshots ls', answering, (world) => lookIntoOne(key, { ...look, steps: [], shorter: '' }, world)],
    [
      'a look into a volume',
      lookingInside,
      (world) => withOpenedVolume(inside.web, inside.options, world, inside.opened),
    ],
    [
      'a look into a PVC by its name',
      lookingInside,
      (world) => withOpenedVolume(webClaim, inside.options, world, inside.opened),
    ],
    ['a look into a backup', lookingInside, (world) => withOpenedVolume(inside.web, backup, world, inside.opened)],
  ])('%s, and only there, without another call', async (_name, worldOf, command) => {
    const world = worldOf();
    await command(world);
    expect(world.events.filter(({ type }) => type === 'warning')).toEqual([]);
    const marked = worldOf();
    open(marked);
    await command(marked);
    const hint = 'volsyncctl restore status web -n home';
    const words = 'an in-place restore is unfinished: the app is down, and nothing is backed up';
    expect(marked.events.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', app: key, words, hint },
    ]);
    expect(marked.cluster.calls).toHaveLength(world.cluster.calls.length);
    const unmarked = worldOf();
    unmarked.cluster.put(resources.configMaps, openMap);
    await command(unmarked);
    expect(unmarked.events.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', app: key, words, hint },
    ]);
    const lost = worldOf();
    mark(lost);
    await command(lost);
    expect(lost.events).toContainEqual(
      expect.objectContaining({ words: expect.stringContaining('gone or unreadable') as string, hint }),
    );
  });

  it.each<[string, (world: World) => unknown]>([
    ['whose source is gone', ({ cluster }) => cluster.remove(resources.replicationSources, key)],
    [
      'whose source names another PVC',
      ({ cluster }) =>
        cluster.change(resources.replicationSources, key, (one) => ({ ...one, spec: { sourcePVC: 'other' } })),
    ],
    ['whose source may not be seen', ({ cluster }) => cluster.forbid({ verb: 'list', resource: 'replicationsources' })],
  ])('a look into a PVC %s', async (_what, change) => {
    const world = lookingInside();
    change(world);
    await withOpenedVolume(webClaim, inside.options, world, inside.opened);
    expect(world.events.filter(({ type }) => type === 'warning')).toEqual([]);
    world.cluster.put(resources.configMaps, openMap);
    await withOpenedVolume(webClaim, inside.options, world, inside.opened);
    expect(world.events.filter(({ type }) => type === 'warning')).toMatchObject([
      { app: key, hint: 'volsyncctl restore status web -n home' },
    ]);
  });

  it('logs', async () => {
    const cluster = clusterWith();
    const { told, ports } = portsOn(cluster);
    await readMoverLogs(logOptions, ports);
    expect(told.join()).not.toContain('restore');
    cluster.put(resources.configMaps, openMap);
    await readMoverLogs(logOptions, ports);
    expect(told).toContain('! home/web restore: volsyncctl restore status web -n home');
  });
});

describe('a restore whose mark is not on the source', () => {
  const journal = JSON.stringify(someJournal({ app: 'web-a', claim: 'web' }));
  const map = { metadata: { namespace: 'home', name: 'volsyncctl-restore-web', labels }, data: { journal } };
  const later = sourceObject({ sourcePVC: 'web' }, {}, 'web-b');
  const signal = new AbortController().signal;
  const ports = (cluster: FakeCluster) => ({ cluster, signal, now: () => new Date('2026-11-24T20:04:00Z') });
  const clusterWithJournal = () => new FakeCluster().put(resources.configMaps, map);

  it('is told of a source that was made later, of the same PVC only', async () => {
    const cluster = clusterWithJournal().put(
      resources.replicationSources,
      later,
      sourceObject({ sourcePVC: 'mail' }, {}, 'mail'),
    );
    const { chosen } = await findSources({ scope: { namespace: 'home' }, apps: undefined }, { cluster, signal });
    expect(chosen.map((source) => [source.metadata.name, openRestoreOf(source)])).toEqual([
      ['web-b', { journal: 'volsyncctl-restore-web', app: 'web-a', isLost: false }],
      ['mail', undefined],
    ]);
    const { sources } = await fleetStatus({ namespace: 'home' }, ports(cluster));
    expect(sources.map(({ problems }) => problems[0]?.reason === 'open-restore')).toEqual([true, false]);
    expect(triggerRefusal(await withOpenRestore(later, { cluster, signal }))).toMatchObject({
      reason: 'open-restore',
      hint: 'volsyncctl restore status web-a -n home',
    });
  });

  it('is a failure where its ReplicationSource is gone, and a problem of the fleet', async () => {
    const cluster = clusterWithJournal();
    const { chosen, failures } = await findSources({ scope: {}, apps: undefined }, { cluster, signal });
    const message = 'A restore of home/web-a into PVC web is open, and its ReplicationSource is gone.';
    expect(chosen).toEqual([]);
    expect(failures).toMatchObject([{ kind: 'unprotected', message, hint: 'volsyncctl restore status web-a -n home' }]);
    const fleet = await fleetStatus({ namespace: 'home' }, ports(cluster));
    expect(renderCounts(fleet, plainStyle)).toBe(
      '✗ home/web-a: an in-place restore into pvc/web is unfinished, and its ReplicationSource is gone\n' +
        '  → volsyncctl restore status web-a -n home\n',
    );
    expect(checkFleet(fleet, ['open-restore'])).toBe('unprotected');
    const named = await namedStatus([{ namespace: 'home', name: 'web-a' }], ports(cluster));
    expect(named.failures).toMatchObject([{ kind: 'not-found', message }]);
  });

  it('is not looked for where ConfigMaps may not be listed: marks still tell', async () => {
    const cluster = clusterWithJournal().put(resources.replicationSources, later).forbid({ resource: 'configmaps' });
    const { chosen, failures } = await findSources({ scope: {}, apps: undefined }, { cluster, signal });
    expect([chosen.map(openRestoreOf), failures]).toEqual([[undefined], []]);
  });
});

describe('a mark whose journal is gone', () => {
  const signal = new AbortController().signal;
  const ports = (cluster: FakeCluster) => ({ cluster, signal, now: () => new Date('2026-11-23T15:20:00Z') });
  const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web' };
  const source = sourceObject();
  const marked = { ...source, metadata: { ...source.metadata, annotations } };

  it.each<[string, FakeCluster]>([
    ['gone', new FakeCluster().put(resources.replicationSources, marked)],
    [
      'not understood',
      new FakeCluster()
        .put(resources.replicationSources, marked)
        .put(resources.configMaps, { ...openMap, data: { journal: '{"schema":"other"}' } }),
    ],
    [
      'not understood, and the mark removed',
      new FakeCluster()
        .put(resources.replicationSources, source)
        .put(resources.configMaps, { ...openMap, data: { journal: '{"schema":"other"}' } }),
    ],
  ])('is unknown where it is %s', async (_what, cluster) => {
    const fleet = await fleetStatus({ namespace: 'home' }, ports(cluster));
    expect(fleet.sources[0]?.problems[0]).toMatchObject({
      reason: 'open-restore',
      level: 'unknown',
      hint: 'volsyncctl restore status web -n home',
    });
    expect([checkFleet(fleet, ['any']), checkFleet(fleet, ['stale'])]).toEqual(['unknown', 'unknown']);
    const { chosen } = await findSources({ scope: { namespace: 'home' }, apps: [key] }, { cluster, signal });
    expect(chosen.map((one) => triggerRefusal(one)?.reason)).toEqual(['open-restore']);
  });

  it('is a restore that is open where ConfigMaps may not be listed', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, marked).forbid({ resource: 'configmaps' });
    const fleet = await fleetStatus({ namespace: 'home' }, ports(cluster));
    expect(checkFleet(fleet, ['any'])).toBe('unprotected');
  });
});
