import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import type { VolumeOptions } from '../../src/volume/options.ts';
import { caught } from '../fakes/api-server/caught.ts';
import type { World } from '../fakes/helper-pod-world.ts';
import { claim, left, madePod, opened, options, web, worldWith as bareWorld } from '../fakes/volume-look.ts';

const { volumeSnapshots, volumeSnapshotClasses, persistentVolumeClaims } = resources;
const frozen: VolumeOptions = { ...options, origin: { kind: 'snapshot' }, volumeSnapshotClass: 'blocks' };
const look = (world: World, change: Partial<VolumeOptions> = {}) =>
  withOpenedVolume(web, { ...frozen, ...change }, world, opened);

/** With the requested class. */
function worldWith(...found: Parameters<typeof bareWorld>): World {
  const world = bareWorld(...found);
  world.cluster.put(volumeSnapshotClasses, { metadata: { name: 'blocks' }, driver: 'csi.one' });
  return world;
}

/** The status that the driver sets on every new VolumeSnapshot. */
function driven(world: World, status: object): World {
  world.cluster.afterCreate(volumeSnapshots, ({ metadata: { namespace = '', name } }) => {
    world.cluster.change(volumeSnapshots, { namespace, name }, (one) => ({ ...one, status }));
  });
  return world;
}

const made = ({ cluster }: World, kind: string) =>
  cluster.calls.flatMap((call) =>
    call.verb === 'create' && call.isDryRun !== true && call.kind === kind ? [call.object as KubeObject] : [],
  );

describe('a frozen copy', () => {
  it('is as large as the driver asks, of the class and modes of the volume, and all is removed', async () => {
    const world = driven(worldWith(), { readyToUse: true, restoreSize: '3Gi' });
    const { claim: original } = await look(world);
    expect(original).toBe('web');
    const [snapshot] = made(world, volumeSnapshots.plural);
    expect(snapshot).toMatchObject({
      metadata: { namespace: 'home', labels: { 'app.kubernetes.io/managed-by': 'volsyncctl' } },
      spec: { volumeSnapshotClassName: 'blocks', source: { persistentVolumeClaimName: 'web' } },
    });
    const [copy] = made(world, persistentVolumeClaims.plural);
    expect(copy).toMatchObject({
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'block',
        resources: { requests: { storage: '3Gi' } },
        dataSource: { kind: 'VolumeSnapshot', name: snapshot?.metadata.name },
      },
    });
    const volume = madePod(world).spec?.volumes?.find(({ name }) => name === 'data');
    expect(volume?.persistentVolumeClaim).toEqual({ claimName: copy?.metadata.name, readOnly: true });
    expect(left(world)).toBe(0);
  });

  it('is of the class and modes that the source names for its own copies', async () => {
    const world = driven(worldWith(), { readyToUse: true, restoreSize: '3Gi' });
    world.cluster.put(resources.storageClasses, { metadata: { name: 'shallow' } });
    world.cluster.change(resources.replicationSources, { namespace: 'home', name: 'web' }, (source) => ({
      ...source,
      spec: {
        ...source.spec,
        restic: { ...source.spec?.restic, storageClassName: 'shallow', accessModes: ['ReadOnlyMany'] },
      },
    }));
    await look(world);
    expect(made(world, persistentVolumeClaims.plural)[0]).toMatchObject({
      spec: { accessModes: ['ReadOnlyMany'], storageClassName: 'shallow' },
    });
  });

  it.each(['0', '512Mi', 'many'])(
    'is as large as the volume where the driver reports a restoreSize of %s',
    async (restoreSize) => {
      const world = driven(worldWith(), { readyToUse: true, restoreSize });
      await look(world);
      expect(made(world, persistentVolumeClaims.plural)[0]).toMatchObject({
        spec: { resources: { requests: { storage: '1Gi' } } },
      });
    },
  );

  it('of a volume for one pod is for one node, and without a word of the driver as large as the volume', async () => {
    const world = driven(worldWith(claim({ accessModes: ['ReadWriteOncePod'] })), { readyToUse: true });
    await look(world);
    expect(made(world, persistentVolumeClaims.plural)[0]).toMatchObject({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
  });

  it('is given up with the words of the driver, when they have stood for a while', async () => {
    const world = driven(worldWith(), { readyToUse: false, error: { message: 'no space on pool' } });
    const failing = caught(look(world));
    await world.waitsUntil(10_000);
    world.moveTo(10_000);
    const failure = await failing;
    expect(failure).toMatchObject({ kind: 'failed', details: ['no space on pool'] });
    expect(failure.message).toContain('the driver reports an error');
    expect(left(world)).toBe(0);
  });

  it('is made although the driver failed at first', async () => {
    const world = driven(worldWith(), { error: { message: 'busy' } });
    const looking = look(world);
    await world.waitsUntil(10_000);
    const [snapshot] = world.cluster.stored(volumeSnapshots);
    world.cluster.change(volumeSnapshots, { namespace: 'home', name: snapshot?.metadata.name ?? '' }, (one) => ({
      ...one,
      status: { readyToUse: true },
    }));
    expect((await looking).claim).toBe('web');
  });

  it('that does not become ready is given up in time', async () => {
    const world = worldWith();
    const failing = caught(look(world));
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    expect((await failing).kind).toBe('timeout');
    expect(left(world)).toBe(0);
  });

  it('that somebody deletes is a failure', async () => {
    const world = worldWith();
    const failing = caught(look(world));
    await world.waitsUntil(60_000);
    const [snapshot] = world.cluster.stored(volumeSnapshots);
    world.cluster.remove(volumeSnapshots, { namespace: 'home', name: snapshot?.metadata.name ?? '' });
    expect((await failing).message).toContain('was deleted by somebody');
    expect(left(world)).toBe(0);
  });

  it('is removed on Ctrl-C while it is waited for', async () => {
    const world = worldWith();
    const failing = caught(look(world));
    await world.waitsUntil(60_000);
    world.interrupt();
    expect((await failing).kind).toBe('interrupted');
    expect(left(world)).toBe(0);
  });

  it.each([volumeSnapshots, persistentVolumeClaims])(
    'of which the answer was lost when it was made is removed: $kind',
    async (resource) => {
      const world = driven(worldWith(), { readyToUse: true });
      // It was created, but Ctrl-C or a broken connection lost the answer.
      world.cluster.afterCreate<KubeObject>(resource, () => {
        throw new Failure('unreachable', 'cut');
      });
      expect((await caught(look(world))).kind).toBe('unreachable');
      expect(left(world)).toBe(0);
    },
  );

  it('that cannot be removed is named with the command that does it', async () => {
    const world = driven(worldWith(), { readyToUse: true });
    world.cluster.fail('delete', volumeSnapshots, new Failure('forbidden', 'You cannot delete volumesnapshots.'));
    await look(world);
    const event = world.events.find(({ type }) => type === 'left');
    const [snapshot] = world.cluster.stored(volumeSnapshots);
    expect(event).toEqual({
      type: 'left',
      what: `VolumeSnapshot home/${snapshot?.metadata.name}`,
      why: 'You cannot delete volumesnapshots.',
      hint: `kubectl delete volumesnapshot ${snapshot?.metadata.name} -n home`,
    });
  });

  it('is kept where that was asked for', async () => {
    const world = driven(worldWith(), { readyToUse: true });
    await look(world, { isKept: true });
    expect(world.events.filter(({ type }) => type === 'left')).toHaveLength(3);
    expect(left(world)).toBe(3);
  });
});

describe('the class of a frozen copy', () => {
  const withClasses = (...names: readonly string[]) => {
    const world = driven(bareWorld(), { readyToUse: true });
    world.cluster.put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' });
    for (const name of names) {
      const annotations = name.endsWith('!') ? { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } : {};
      const driver = name.startsWith('other') ? 'csi.other' : 'csi.one';
      world.cluster.put(resources.volumeSnapshotClasses, { metadata: { name, annotations }, driver });
    }
    return world;
  };
  const classOf = (world: World) => (made(world, volumeSnapshots.plural)[0] as { spec?: object } | undefined)?.spec;

  it.each([
    ['the default of the driver', ['a', 'b!', 'other!'], 'b!'],
    ['the only one of the driver', ['a', 'other!'], 'a'],
  ])('is %s', async (_which, names, chosen) => {
    const world = withClasses(...names);
    await look(world, { volumeSnapshotClass: undefined });
    expect(classOf(world)).toMatchObject({ volumeSnapshotClassName: chosen });
  });

  it("is the ReplicationSource's before the default", async () => {
    const world = withClasses('b!', 'mine');
    world.cluster.change(resources.replicationSources, { namespace: 'home', name: 'web' }, (source) => ({
      ...source,
      spec: { ...source.spec, restic: { ...source.spec?.restic, volumeSnapshotClassName: 'mine' } },
    }));
    await look(world, { volumeSnapshotClass: undefined });
    expect(classOf(world)).toMatchObject({ volumeSnapshotClassName: 'mine' });
  });

  it('that is named and does not exist is refused, with those that do, before anything is made', async () => {
    const world = withClasses('b!', 'slow');
    const failure = await caught(look(world, { volumeSnapshotClass: 'slw' }));
    expect([failure.kind, failure.details]).toEqual(['not-found', ['existing: slow, b!']]);
    expect(classOf(world)).toBeUndefined();
  });

  it('that is named is believed where the classes may not be listed, and that is told', async () => {
    const world = withClasses('b!');
    world.cluster.forbid({ resource: 'volumesnapshotclasses' });
    await look(world, { volumeSnapshotClass: 'slow' });
    expect(classOf(world)).toMatchObject({ volumeSnapshotClassName: 'slow' });
    expect(world.events).toContainEqual({
      type: 'step',
      words: 'not checked whether VolumeSnapshotClass slow exists: no permission to list volumesnapshotclasses',
    });
  });

  it('is asked for where several are none the default, with their names', async () => {
    const world = withClasses('a', 'b', 'other!');
    const failure = await caught(look(world, { volumeSnapshotClass: undefined }));
    expect(failure.kind).toBe('usage');
    expect(failure.details).toEqual(['a  (driver csi.one)', 'b  (driver csi.one)']);
    expect(classOf(world)).toBeUndefined();
  });

  it('that no driver has is refused, with what there is', async () => {
    const failure = await caught(look(withClasses('other!'), { volumeSnapshotClass: undefined }));
    expect([failure.kind, failure.details]).toEqual(['refused', ['other!  (driver csi.other)']]);
  });

  it('is left to the server where the classes may not be seen', async () => {
    const world = withClasses('a', 'b');
    world.cluster.forbid({ resource: 'volumesnapshotclasses' });
    await look(world, { volumeSnapshotClass: undefined });
    expect(classOf(world)).not.toHaveProperty('volumeSnapshotClassName');
  });
});
