import { describe, expect, it } from 'vitest';
import { snapshotsOfVolume } from '../../src/volsync/snapshots-of-volume.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const volume = { kind: 'bound', name: 'web', createdAt: new Date('2026-11-23T15:00:00Z'), since: undefined } as const;

/** A source whose last sync, of ten seconds, saved a snapshot. */
function source(saved: string, lastSyncTime: string, creationTimestamp: string): ReplicationSource {
  const logs = `snapshot ${saved} saved`;
  const made = sourceObject(
    {},
    { lastSyncTime, lastSyncDuration: '10s', latestMoverStatus: { result: 'Successful', logs } },
  );
  return { ...made, metadata: { ...made.metadata, creationTimestamp } };
}

const first = snapshotNamed('aaaa1111', '2026-11-23T15:00:08Z');
const second = snapshotNamed('bbbb2222', '2026-11-23T15:00:40Z');
const before = snapshotNamed('cccc3333', '2026-11-23T14:59:30Z');

describe('the snapshots of a volume', () => {
  it('has the first one also after the next sync, which VolSync names instead', () => {
    const made = '2026-11-23T15:00:00Z';
    const one = snapshotsOfVolume(source('aaaa1111', '2026-11-23T15:00:12Z', made), volume, [first, before]);
    expect(one).toEqual({ sure: [first], unsure: [before], first });
    const two = snapshotsOfVolume(source('bbbb2222', '2026-11-23T15:00:45Z', made), volume, [second, first, before]);
    expect(two).toEqual({ sure: [second], unsure: [first, before], first });
  });

  it('has that of a first sync which began while the objects of the app were being applied', () => {
    const together = source('aaaa1111', '2026-11-23T15:00:08Z', '2026-11-23T14:59:57Z');
    expect(snapshotsOfVolume(together, volume, [first])).toMatchObject({ sure: [first], first });
  });

  it('is not sure of a sync that began before the volume where the source is older', () => {
    const older = source('aaaa1111', '2026-11-23T15:00:08Z', '2026-11-20T00:00:00Z');
    expect(snapshotsOfVolume(older, volume, [first])).toEqual({ sure: [], unsure: [first], first: undefined });
    const hasty = source('aaaa1111', '2026-11-23T15:00:08Z', '2026-11-23T14:59:30Z');
    expect(snapshotsOfVolume(hasty, volume, [first]).sure).toEqual([]);
  });
});
