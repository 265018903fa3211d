import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import { opened, options, web, worldWith } from '../fakes/volume-look.ts';

it.each<['Retain' | 'Delete', string[]]>([
  ['Retain', ['VolumeSnapshotContent snapcontent-1']],
  ['Delete', []],
])('a frozen copy of deletionPolicy %s leaves what is told', async (deletionPolicy, told) => {
  const world = worldWith();
  world.cluster.put(resources.volumeSnapshotClasses, { metadata: { name: 'blocks' }, driver: 'd' });
  world.cluster.afterCreate(resources.volumeSnapshots, ({ metadata: { namespace = '', name } }) => {
    world.cluster.change(resources.volumeSnapshots, { namespace, name }, (one) => ({
      ...one,
      status: { readyToUse: true, boundVolumeSnapshotContentName: 'snapcontent-1' },
    }));
  });
  world.cluster.put(resources.volumeSnapshotContents, {
    metadata: { name: 'snapcontent-1', namespace: '' },
    spec: { deletionPolicy },
  });
  await withOpenedVolume(
    web,
    { ...options, origin: { kind: 'snapshot' }, volumeSnapshotClass: 'blocks' },
    world,
    opened,
  );
  expect(world.events.flatMap((event) => (event.type === 'left' ? event.what : []))).toEqual(told);
});
