import { describe, expect, it } from 'vitest';
import { moverSnapshots, type BackupFacts } from '../../src/volsync/backup-verdict.ts';
import { newSource, sourceObject } from '../fleet-objects.ts';
import { snapshotAt, wholeId } from '../repository-objects.ts';
import {
  expectBad,
  expectGood,
  type BadCase,
  type GoodCase,
  claimed,
  earlier,
  empty,
  failed,
  judged,
  noLog,
  now,
  uncredited,
} from './backup-facts.ts';

describe('judgeBackup', () => {
  it.each<BadCase>([
    [
      'an empty repository, although VolSync reports success',
      { snapshots: [] },
      'unprotected no-snapshot',
      /holds no snapshot, although VolSync reports a successful sync/,
    ],
    [
      'an empty repository of a new source',
      { source: newSource(), snapshots: [] },
      'unprotected no-snapshot',
      /^the repository holds no snapshot$/,
    ],
    [
      'only snapshots of another host',
      { snapshots: [{ ...claimed, host: 'laptop' }] },
      'unprotected no-snapshot',
      /only 1 that no mover/,
    ],
    [
      'only snapshots of other paths',
      {
        snapshots: [
          { ...claimed, paths: ['/srv'] },
          { ...claimed, paths: [] },
        ],
      },
      'unprotected no-snapshot',
      /only 2 that no mover/,
    ],
    [
      'a fresh snapshot of another host beside an old one',
      { snapshots: [{ ...claimed, host: 'x' }, snapshotAt('2026-11-20T15:00:05Z')] },
      'unprotected mismatch',
      /reports snapshot 724684cd, which is not/,
    ],
    [
      'the newest snapshot deleted behind VolSync',
      { snapshots: [earlier] },
      'unprotected mismatch',
      /reports snapshot 724684cd, which is not in the repository; the newest there is/,
    ],
    [
      'the same where the status names none',
      { source: sourceObject({}, noLog), snapshots: [earlier] },
      'unprotected mismatch',
      /newer than any snapshot/,
    ],
    [
      'the same without any status of the mover',
      { source: sourceObject({}, { latestMoverStatus: {} }), snapshots: [earlier] },
      'unprotected mismatch',
      /newer than any snapshot/,
    ],
    [
      'the same after a mover that failed',
      { source: sourceObject({}, failed('x')), snapshots: [earlier] },
      'unprotected mismatch',
      /newer than any snapshot/,
    ],
    [
      'the same although another id begins alike',
      { snapshots: [{ ...earlier, id: wholeId('724684ce') }] },
      'unprotected mismatch',
      /724684cd/,
    ],
    [
      'a snapshot without files',
      { snapshots: [{ ...claimed, summary: { files: 0, bytes: 0, bytesAdded: 0, bytesStored: 0 } }] },
      'unprotected empty-source',
      /holds no file/,
    ],
    [
      'a snapshot without files over one with files',
      { snapshots: [{ ...claimed, summary: { files: 0, bytes: 0, bytesAdded: 0, bytesStored: 0 } }, earlier] },
      'unprotected empty-source',
      /holds no file/,
    ],
    [
      'a last sync that found the volume empty',
      { source: sourceObject({}, empty), snapshots: [earlier] },
      'unprotected empty-source',
      /found an empty volume/,
    ],
    [
      'one dated in the future',
      { snapshots: [snapshotAt('2026-11-23T15:25:01Z'), claimed] },
      'unknown mismatch',
      /dated in the future/,
    ],
    [
      'a repository of two apps',
      { sharedWith: ['home/mail', 'media/x'] },
      'unknown shared-repository',
      /^home\/mail, media\/x backs? up/,
    ],
    [
      'a list that is not whole',
      { passedOver: ['Ignoring "x": invalid data returned'] },
      'unknown damaged',
      /restic cannot read/,
    ],
    [
      'an empty list that is not whole',
      { snapshots: [], passedOver: ['Ignoring "x"'] },
      'unknown damaged',
      /restic cannot read/,
    ],
  ])('does not call protected: %s', (...bad) => expectBad(bad));

  it.each<GoodCase>([
    ['the snapshot that VolSync reports, recent enough', {}],
    [
      'a status that was read before a newer sync, which has replaced the snapshot',
      { snapshots: [snapshotAt('2026-11-23T15:01:05Z')] },
    ],
    ['the same while older ones are there', { snapshots: [uncredited, claimed, earlier] }],
    ['a status that names no snapshot', { source: sourceObject({}, noLog) }],
    [
      'a status that names no snapshot, of a long sync',
      {
        source: sourceObject({}, { ...noLog, lastSyncDuration: '10m0s' }),
        snapshots: [snapshotAt('2026-11-23T14:50:05Z')],
      },
    ],
    [
      'an empty sync that a newer snapshot has made good',
      { source: sourceObject({}, empty), snapshots: [snapshotAt('2026-11-23T15:01:00Z')] },
    ],
    ['clocks that differ by less than a minute', { snapshots: [snapshotAt('2026-11-23T15:24:59Z'), claimed] }],
    [
      'snapshots of other hosts beside those of the mover',
      { snapshots: [{ ...earlier, host: 'x', time: now }, claimed] },
    ],
    ['a snapshot of an older restic, which has no numbers', { snapshots: [{ ...claimed, summary: undefined }] }],
  ])('calls protected: %s', (...good) => expectGood(good));
});

describe('judgeBackup: what to do', () => {
  it.each<[Partial<BackupFacts>, string]>([
    [{ snapshots: [] }, 'volsyncctl trigger web -n home'],
    [{ snapshots: [earlier] }, 'volsyncctl trigger web -n home'],
    [{ time: new Date('2026-11-24T00:00:00Z') }, 'volsyncctl status web -n home'],
    [{ source: sourceObject({ trigger: { schedule: 'x' } }) }, 'kubectl edit replicationsource web -n home'],
    [{ source: sourceObject({ trigger: {} }) }, 'volsyncctl verify web -n home --max-age 26h'],
  ])('%#', (facts, hint) => {
    expect(judged(facts).hint).toBe(hint);
  });
});

it('moverSnapshots are those of host volsync and path /data', () => {
  expect(moverSnapshots([claimed, { ...claimed, host: 'x' }, { ...claimed, paths: ['/'] }])).toEqual([claimed]);
});
