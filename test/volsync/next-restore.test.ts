import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import { judgeNextRestore, missedSnapshots, nextRestore } from '../../src/volsync/next-restore.ts';
import { snapshotOrigins } from '../../src/volsync/snapshot-origin.ts';
import type { ResticDestination } from '../../src/volsync/types.ts';
import { destinationObject, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const own = snapshotNamed('724684cd', '2026-11-23T15:00:05Z');
const earlier = snapshotNamed('11111111', '2026-11-23T14:00:05Z');
const nas = snapshotNamed('99999999', '2026-11-23T15:10:00Z', { host: 'nas', paths: ['/srv/database'] });
const photos = snapshotNamed('88888888', '2026-11-23T15:11:00Z', { host: 'nas', paths: ['/srv/photos'] });
const stranger = snapshotNamed('77777777', '2026-11-23T15:12:00Z');

const source = sourceObject();

function destination(restic: Partial<ResticDestination> = {}) {
  return destinationObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', ...restic } });
}

function next(snapshots: readonly Snapshot[], restic: Partial<ResticDestination> = {}) {
  const origins = snapshotOrigins({ source, snapshots, around: [source] });
  return nextRestore({ source, destination: destination(restic), snapshots, origins });
}

describe('what the next bootstrap restores', () => {
  it.each<[string, readonly Snapshot[], Partial<ResticDestination>, string, boolean]>([
    ['the newest', [own, earlier], {}, '724684cd', true],
    ['what previous says', [own, earlier], { previous: 1 }, '11111111', false],
    ['what restoreAsOf says', [own, earlier], { restoreAsOf: '2026-11-23T14:30:00Z' }, '11111111', false],
    ['not what the mover passes over', [photos, own], {}, '724684cd', true],
  ])('%s, and that is well', (_what, snapshots, restic, id, isNewest) => {
    const found = next(snapshots, restic);
    expect(found).toMatchObject({ kind: 'restores', isNewest });
    expect(found.kind === 'restores' ? found.snapshot.id.slice(0, 8) : '').toBe(id);
    expect(judgeNextRestore(found, source).verdict).toBe('protected');
  });

  it.each<[string, readonly Snapshot[], Partial<ResticDestination>, readonly [string, string], RegExp]>([
    [
      'a person made',
      [nas, own],
      {},
      ['unprotected', 'foreign-snapshot'],
      /99999999 of host nas, path \/srv\/database,/,
    ],
    ['another cluster made', [stranger, own], {}, ['unprotected', 'foreign-snapshot'], /77777777 of host volsync/],
    ['is not there', [own], { previous: 1 }, ['unprotected', 'restored-nothing'], /nothing: .* previous 1$/],
    [
      'is not there for that time',
      [own],
      { restoreAsOf: '2026-11-01T00:00:00Z' },
      ['unprotected', 'restored-nothing'],
      /restoreAsOf 2026-11-01/,
    ],
    [
      'is in another repository',
      [own],
      { repository: 'other' },
      ['unknown', 'no-evidence'],
      /Secret other, and backups/,
    ],
    [
      'is in another folder',
      [own],
      { moverVolumes: [{ mountPath: 'x', volumeSource: {} }] },
      ['unknown', 'no-evidence'],
      /other moverVolumes/,
    ],
  ])('is not to be what %s', (_what, snapshots, restic, [verdict, reason], message) => {
    const judgement = judgeNextRestore(next(snapshots, restic), source);
    expect(judgement).toMatchObject({ verdict, reason });
    expect(judgement.message).toMatch(message);
  });

  it('is that of the app again once it has backed up after the foreign one', () => {
    const later = sourceObject(
      {},
      {
        lastSyncTime: '2026-11-23T15:20:12Z',
        latestMoverStatus: { result: 'Successful', logs: 'snapshot 22222222 saved' },
      },
    );
    const snapshots = [snapshotNamed('22222222', '2026-11-23T15:20:05Z'), nas, own];
    const origins = snapshotOrigins({ source: later, snapshots, around: [later] });
    const found = nextRestore({ source: later, destination: destination(), snapshots, origins });
    expect(judgeNextRestore(found, later).verdict).toBe('protected');
  });

  it('is not known where nothing fills the volume, or nothing was seen', () => {
    const origins = snapshotOrigins({ source, snapshots: [own], around: [] });
    expect(nextRestore({ source, destination: undefined, snapshots: [own], origins })).toEqual({ kind: 'not-known' });
    expect(nextRestore({ source, destination: destination(), snapshots: undefined, origins })).toEqual({
      kind: 'not-known',
    });
  });
});

describe('newer snapshots that a kept destination did not restore', () => {
  const filledAt = new Date('2026-11-23T15:30:00Z');
  const restored = { snapshot: '11111111', snapshotTime: new Date('2026-11-23T14:00:05Z') };
  const between = snapshotNamed('33333333', '2026-11-23T14:30:00Z');
  const after = snapshotNamed('44444444', '2026-11-23T15:40:00Z');
  const missed = (snapshots: readonly Snapshot[], restic: Partial<ResticDestination> = {}) =>
    missedSnapshots(restored, destination(restic), { snapshots, filledAt }).map(({ id }) => id.slice(0, 8));

  it('are counted up to the moment when the volume was filled', () => {
    expect(missed([after, own, between, earlier])).toEqual(['724684cd', '33333333']);
    expect(missed([after, earlier])).toEqual([]);
  });

  it('are known where the restored one is forgotten by now', () => {
    expect(missed([own, between])).toEqual(['724684cd', '33333333']);
  });

  it('are those that the destination asks for', () => {
    expect(missed([own, between, earlier], { previous: 2 })).toEqual([]);
    expect(missed([own, between, earlier], { previous: 1 })).toEqual(['33333333']);
    expect(missed([own, between, earlier], { restoreAsOf: '2026-11-23T14:10:00Z' })).toEqual([]);
  });

  it('are those of movers', () => {
    expect(missed([nas, earlier])).toEqual([]);
  });
});
