import { describe, expect, it } from 'vitest';
import type { VolumeSnapshot } from '../../../../src/kubernetes/objects.ts';
import type { VolumeSnapshotContent } from '../../../../src/kubernetes/volume-snapshot-content.ts';
import { plainMeta, planned, snapshotWith, type World } from '../../../fakes/cleanup-world.ts';

describe('what deletionPolicy Retain keeps', () => {
  const content = (name: string, of: object, deletionPolicy = 'Retain'): VolumeSnapshotContent =>
    ({
      metadata: { name, uid: `uid-${name}` },
      spec: { deletionPolicy, volumeSnapshotRef: { namespace: 'home', uid: `gone-${name}`, ...of } },
      status: { snapshotHandle: `handle-${name}` },
    }) as VolumeSnapshotContent;
  const world: World = {
    volumeSnapshots: [
      snapshotWith(plainMeta('volsync-live-src')),
      {
        ...snapshotWith(plainMeta('again')),
        spec: { source: { volumeSnapshotContentName: 'used' } },
      } as VolumeSnapshot,
    ],
    volumeSnapshotContents: [
      content('sync', { name: 'volsync-web-src' }),
      content('look', { name: 'volsyncctl-ls-0123abcd' }),
      content('same-name', { name: 'volsync-live-src' }),
      content('used', { name: 'volsync-db-src' }),
      content('live', { name: 'volsync-live-src', uid: 'uid-volsync-live-src' }),
      content('theirs', { name: 'nightly' }),
      content('other-namespace', { name: 'volsync-web-src', namespace: 'media' }),
      content('goes-by-itself', { name: 'volsync-web-src' }, 'Delete'),
    ],
  };

  it('is listed by the uid of its VolumeSnapshot, and left', async () => {
    const { decisions, messages, hints } = await planned(world, true);
    expect(decisions).toEqual({
      sync: 'leave retained',
      look: 'leave retained',
      'same-name': 'leave retained',
      used: 'leave in-use',
    });
    expect(messages[0]).toMatch(/home\/volsync-web-src is gone.*handle-sync on the storage/);
    expect(hints[0]).toBe('volsyncctl cleanup -n home --snapshot-contents');
  });

  it('goes by a flag of its own, which says that the storage stays', async () => {
    const { decisions, messages } = await planned(world, false, [], { withSnapshotContents: true });
    expect(decisions).toMatchObject({ sync: 'remove snapshot-gone', used: 'leave in-use' });
    expect(messages[0]).toContain('it stays there, only this object is removed');
  });

  it('may not be looked at: that is a note, and a failure only where it was asked for', async () => {
    const forbidden = ['volumesnapshotcontents'];
    const { unread, notes } = await planned(world, true, forbidden);
    expect(unread).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('VolumeSnapshotContents cannot be read')]);
    const asked = await planned(world, false, forbidden, { withSnapshotContents: true });
    expect(asked.unread).toMatchObject([{ resource: 'volumesnapshotcontents', reason: 'forbidden' }]);
  });

  it('is not looked for without being asked, and not judged without the VolumeSnapshots', async () => {
    expect((await planned(world)).decisions).toEqual({});
    expect((await planned(world, true, ['volumesnapshots'])).decisions).toEqual({});
  });
});
