import { describe, expect, it } from 'vitest';
import { resources } from '../../src/kube/resources.ts';
import { withInside } from '../../src/operations/inside/inside.ts';
import { moverLogs } from '../../src/operations/logs.ts';
import { snapshots } from '../../src/operations/snapshots.ts';
import { lookIntoOne } from '../../src/operations/snapshots/one-repository.ts';
import { verify } from '../../src/operations/verify.ts';
import { printedSnapshots, snapshotNamed } from '../repository-objects.ts';
import { clusterWith, options as logOptions, portsOn } from './logs/mover.ts';
import type { World } from './helper-pod/world.ts';
import * as inside from './inside/look.ts';
import { worldWith } from './snapshots/fake-restic.ts';
import { sourceObject } from '../fleet-objects.ts';

const key = { namespace: 'home', name: 'web' };
const home = { scope: { namespace: 'home' }, apps: undefined };
const look = { moverImage: 'mover', patience: { startMs: 1000, endMs: 1000 } };
const printed = printedSnapshots(snapshotNamed('cccccccc', '2026-11-23T15:00:00Z'));
const answering = () => worldWith([sourceObject(), sourceObject({}, {}, 'mail')], () => ({ output: [printed] }));
const backup = { ...inside.options, place: { kind: 'backup', wish: { name: 'latest' } } as const };

function lookingInside(): World {
  const world = inside.worldWith();
  inside.programs(world, () => ({ out: printed }));
  return world;
}

function mark({ cluster }: Pick<World, 'cluster'>): void {
  cluster.change(resources.replicationSources, key, (source) => {
    return { ...source, metadata: { ...source.metadata, annotations: { 'volsyncctl/open-restore': 'x' } } };
  });
}

describe('a restore in place that is not over is told by', () => {
  it.each<[string, () => World, (world: World) => Promise<unknown>]>([
    ['verify', answering, (world) => verify(home, { ...look, depth: { kind: 'snapshots' } }, world)],
    ['snapshots', answering, (world) => snapshots(home, look, world)],
    ['snapshots ls', answering, (world) => lookIntoOne(key, { ...look, steps: [], shorter: '' }, world)],
    ['a look into a volume', lookingInside, (world) => withInside(inside.web, inside.options, world, inside.opened)],
    ['a look into a backup', lookingInside, (world) => withInside(inside.web, backup, world, inside.opened)],
  ])('%s, and only there, without another call', async (_name, worldOf, command) => {
    const world = worldOf();
    await command(world);
    expect(world.news.filter(({ type }) => type === 'warning')).toEqual([]);
    const marked = worldOf();
    mark(marked);
    await command(marked);
    const hint = 'volsyncctl restore status web -n home';
    const words = 'a restore in place is not over: the app stands still, and nothing is backed up';
    expect(marked.news.filter(({ type }) => type === 'warning')).toEqual([{ type: 'warning', app: key, words, hint }]);
    expect(marked.cluster.calls).toHaveLength(world.cluster.calls.length);
  });

  it('logs', async () => {
    const cluster = clusterWith();
    const { told, ports } = portsOn(cluster);
    await moverLogs(logOptions, ports);
    expect(told.join()).not.toContain('restore');
    mark({ cluster });
    await moverLogs(logOptions, ports);
    expect(told).toContain('! home/web restore: volsyncctl restore status web -n home');
  });
});
