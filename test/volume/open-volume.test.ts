import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { claim, key, left, madePod, opened, options, userPod, web, worldWith } from '../fakes/volume-look.ts';
import type { World } from '../fakes/helper-pod-world.ts';

const look = (world: World) => withOpenedVolume(web, options, world, opened);
const affinity = (world: World) => madePod(world).spec?.affinity;

describe('a live volume', () => {
  it('for one node is opened on that node, read-only twice over', async () => {
    const world = worldWith();
    world.cluster.put(resources.pods, userPod());
    await look(world);
    expect(JSON.stringify(affinity(world))).toContain('"values":["node-7"]');
    const { containers, volumes } = madePod(world).spec ?? {};
    expect(volumes?.[0]?.persistentVolumeClaim).toEqual({ claimName: 'web', readOnly: true });
    expect(containers?.[0]?.volumeMounts?.[0]).toMatchObject({ mountPath: '/data', readOnly: true });
    expect(left(world)).toBe(0);
  });

  it.each([['ReadWriteMany'], ['ReadOnlyMany']])('that is %s is opened on any node', async (mode) => {
    const world = worldWith(claim({ accessModes: [mode] }));
    world.cluster.put(resources.pods, userPod());
    await look(world);
    expect(affinity(world)).toBeUndefined();
  });

  it('that nobody uses is opened on any node', async () => {
    const world = worldWith();
    world.cluster.put(resources.pods, { ...userPod(), status: { phase: 'Succeeded' as const } });
    await look(world);
    expect(affinity(world)).toBeUndefined();
  });

  it('for one pod is refused while that pod has it, with a command that works', async () => {
    const world = worldWith(claim({ accessModes: ['ReadWriteOncePod'] }));
    world.cluster.put(resources.pods, userPod());
    const failure = await caught(look(world));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('in use by pod web-0');
    expect(failure.hint).toBe('use a frozen copy of it: volsyncctl ls web:/ -n home --snapshot');
    expect(world.cluster.count('create')).toBe(0);
  });

  it.each([
    ['not bound', claim({}, { phase: 'Pending' }), /is Pending/],
    ['a block device', claim({ volumeMode: 'Block' }), /raw block device/],
  ])('that is %s is refused before anything is made', async (_what, found, message) => {
    const world = worldWith(found);
    const failure = await caught(look(world));
    expect(failure).toMatchObject({ kind: 'refused', message: expect.stringMatching(message) as string });
    expect(world.cluster.count('create')).toBe(0);
  });

  it('of an app is found by reference, and its absence told', async () => {
    const world = worldWith();
    world.cluster.remove(resources.persistentVolumeClaims, key);
    expect(await caught(look(world))).toMatchObject({ kind: 'not-found' });
    const other = { ...web, app: 'wbe' };
    expect((await caught(withOpenedVolume(other, options, world, opened))).message).toContain('ReplicationSource wbe');
  });

  it('is opened also where the pods may not be seen', async () => {
    const world = worldWith();
    world.cluster.forbid({ verb: 'list', resource: 'pods' });
    expect((await look(world)).claim).toBe('web');
  });
});

describe('a helper pod that does not run', () => {
  it.each([
    ['whose image cannot be pulled', { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }, '--image'],
    ['that ends at once', { terminated: { exitCode: 127, reason: 'StartError', message: 'no sleep' } }, undefined],
  ])('%s is a failure, and removed', async (_what, state, hint) => {
    const world = worldWith(claim(), state);
    const failure = await caught(look(world));
    expect(failure.kind).toBe('failed');
    if (hint === undefined) expect(failure.details).toEqual(['no sleep']);
    else expect(failure.hint).toContain(hint);
    expect(left(world)).toBe(0);
  });
});
