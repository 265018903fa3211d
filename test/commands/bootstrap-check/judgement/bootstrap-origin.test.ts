import { describe, expect, it } from 'vitest';
import { originOf } from '../../../../src/commands/bootstrap-check/judgement/bootstrap-origin.ts';
import { destinationObject, nothingLog } from '../../../fakes/fleet-objects.ts';
import { claimObject, factsOf, snapshot, volumeObject } from '../../../fakes/bootstrap-facts.ts';

const createdLog = `created restic repository 6f72b5d61a at /repository/home-wbe\n${nothingLog}`;

function nothing(logs: string) {
  return { value: destinationObject({}, { latestMoverStatus: { result: 'Successful', logs } }) };
}

const hidden = { why: 'cannot get persistentvolumes' };
const { metadata, ...madeOnce } = destinationObject();
const madeAgain = { value: { ...madeOnce, metadata: { ...metadata, creationTimestamp: '2026-11-21T00:00:00Z' } } };

const before = snapshot('aaaa1111', '2026-11-19T10:00:00Z');
const after = snapshot('bbbb2222', '2026-11-21T10:00:00Z');

describe('what filled a volume', () => {
  it('a snapshot, with its time from the repository, or from the log where it is gone', () => {
    const restored = snapshot('724684cd', '2026-11-19T14:00:05Z');
    expect(originOf(factsOf(), [after, restored])).toMatchObject({
      kind: 'restored',
      snapshot: '724684cd',
      snapshotTime: new Date('2026-11-19T14:00:05Z'),
    });
    expect(originOf(factsOf(), undefined)).toMatchObject({ snapshotTime: new Date('2026-11-23T14:00:05Z') });
  });

  it.each([
    ['no snapshot', nothingLog, [], { repository: 'no-snapshot', address: undefined }],
    ['no repository, so that one was made', createdLog, [], { repository: 'created', address: '/repository/home-wbe' }],
    ['none, and backups came later', createdLog, [after], { repository: 'created' }],
    ['snapshots that it did not see', nothingLog, [after, before], { repository: 'overlooked' }],
    ['another repository', createdLog, [before], { repository: 'overlooked', address: '/repository/home-wbe' }],
  ])('started empty: the repository had %s', (_what, logs, snapshots, expected) => {
    const origin = originOf(factsOf({ destination: nothing(logs) }), snapshots);
    expect(origin).toMatchObject({ kind: 'started-empty', ...expected });
  });

  it('a destination that was kept fills a new volume with what it restored long ago', () => {
    const claim = { value: claimObject({ created: '2026-11-22T10:00:00Z', boundAt: '2026-11-22T10:00:02Z' }) };
    const persistentVolume = { value: volumeObject('home/volsync-web-dest-1', '2026-11-22T10:00:01Z') };
    const kept = factsOf({ claim, persistentVolume, destination: nothing(nothingLog) });
    const origin = originOf(kept, [after]);
    expect(origin).toMatchObject({ kind: 'started-empty', repository: 'overlooked' });
  });

  it.each([
    ['the destination is gone', { destination: { value: undefined } }, /is gone/],
    [
      'it has restored again since, and the PersistentVolume may not be read',
      {
        destination: { value: destinationObject({}, { lastSyncTime: '2026-11-21T00:00:00Z' }) },
        persistentVolume: hidden,
      },
      /again since/,
    ],
    [
      'it was made again, and the PersistentVolume may not be read',
      { destination: madeAgain, persistentVolume: hidden },
      /created after the volume/,
    ],
    [
      'the volume was filled from another image',
      { persistentVolume: { value: volumeObject('home/volsync-web-dest-0') } },
      /volsync-web-dest-0, and the ReplicationDestination web-bootstrap has restored again since/,
    ],
    [
      'VolSync did not fill the volume',
      { persistentVolume: { value: { metadata: { name: 'by-hand', creationTimestamp: '2026-11-20T15:24:20Z' } } } },
      /by-hand was not filled by VolSync/,
    ],
    [
      'the volume was that of another PVC',
      { persistentVolume: { value: volumeObject('home/volsync-web-dest-1', '2026-11-19T00:00:00Z') } },
      /older than the PVC/,
    ],
    ['the volume is not there', { persistentVolume: { value: undefined } }, /was not found/],
    [
      'it restores right now',
      { destination: { value: destinationObject({}, { lastSyncStartTime: '2026-11-23T15:00:00Z' }) } },
      /restoring again/,
    ],
    ['its log was not kept', { destination: nothing('') }, /not kept/],
    ['it never restored', { destination: { value: { metadata } }, persistentVolume: hidden }, /after the volume/],
    ['it may not be seen', { destination: { why: 'cannot list' } }, /cannot list/],
    ['the PVC may not be seen', { claim: { why: 'cannot list' } }, /cannot list/],
  ])('is not known where %s', (_what, facts, why) => {
    const origin = originOf(factsOf(facts), []);
    expect(origin.kind).toBe('unknown');
    expect(origin.kind === 'unknown' ? origin.why : '').toMatch(why);
  });

  it('nothing of VolSync, or nothing yet', () => {
    expect(originOf(factsOf({ claim: { value: claimObject({ fills: undefined }) } }), [])).toEqual({
      kind: 'plain',
      from: undefined,
    });
    expect(originOf(factsOf({ claim: { value: claimObject({ phase: 'Pending' }) } }), [])).toEqual({ kind: 'none' });
  });
});
