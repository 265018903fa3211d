import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import { caught } from '../fakes/api-server/caught.ts';
import type { World } from '../fakes/helper-pod-world.ts';
import { claim, opened, options, web, worldWith as bareWorld } from '../fakes/volume-look.ts';

const { volumeSnapshots, volumeSnapshotClasses, persistentVolumeClaims } = resources;
const look = (world: World, command = 'ls') =>
  withOpenedVolume(
    web,
    { ...options, command, origin: { kind: 'snapshot' }, volumeSnapshotClass: 'blocks' },
    world,
    opened,
  );

/** With the requested class, and a working driver. */
function worldWith(...found: Parameters<typeof bareWorld>): World {
  const world = bareWorld(...found);
  world.cluster.put(volumeSnapshotClasses, { metadata: { name: 'blocks' }, driver: 'csi.one' });
  world.cluster.afterCreate(volumeSnapshots, ({ metadata: { namespace = '', name } }) => {
    world.cluster.change(volumeSnapshots, { namespace, name }, (one) => ({ ...one, status: { readyToUse: true } }));
  });
  return world;
}

const madeSnapshots = ({ cluster }: World) =>
  cluster.calls.filter((call) => call.verb === 'create' && call.kind === volumeSnapshots.plural && !call.isDryRun);

describe('a frozen copy that would not come up', () => {
  const refusing = (resource: typeof volumeSnapshots | typeof persistentVolumeClaims) => {
    const world = worldWith();
    world.cluster.fail('create', resource, new Failure('refused', 'exceeded quota: count'));
    return world;
  };
  it.each<[string, () => World, string, RegExp]>([
    ['a class that is gone', () => worldWith(claim({ storageClassName: 'gone' })), 'ls', /no StorageClass gone/],
    ['a volume that was made by hand', () => worldWith(claim({ storageClassName: '' })), 'ls', /nothing provisions/],
    ['a quota of VolumeSnapshots', () => refusing(volumeSnapshots), 'ls', /exceeded quota/],
    ['a quota of PVCs', () => refusing(persistentVolumeClaims), 'diff', /exceeded quota/],
  ])('is refused before anything is made: %s', async (_what, worldOf, command, why) => {
    const world = worldOf();
    const failure = await caught(look(world, command));
    expect(failure).toMatchObject({ kind: 'refused', details: [expect.stringMatching(why)] });
    expect(failure.message).toContain(`for ${command === 'diff' ? '--from-volumesnapshot' : '--snapshot'}: a copy`);
    expect(failure.hint).toMatch(command === 'diff' ? /without --from-volumesnapshot/ : /--live/);
    expect(madeSnapshots(world)).toEqual([]);
  });

  it('is refused where it names no class and there is no default one', async () => {
    const world = worldWith({ ...claim(), spec: { accessModes: ['ReadWriteOnce'] } });
    world.cluster.admit(persistentVolumeClaims, ({ spec, ...rest }) => ({
      ...rest,
      spec: { accessModes: spec?.accessModes ?? [] },
    }));
    expect(await caught(look(world))).toMatchObject({
      kind: 'refused',
      details: [expect.stringContaining('no default StorageClass')],
    });
    expect(madeSnapshots(world)).toEqual([]);
  });

  it('is left to the waiting where classes may not be read', async () => {
    const world = worldWith(claim({ storageClassName: 'gone' }));
    world.cluster.fail('find', resources.storageClasses, new Failure('forbidden', 'You cannot get storageclasses.'));
    expect((await look(world)).claim).toBe('web');
  });
});
