import type { BackupFacts } from '../../src/volsync/backup-facts.ts';
import { describe, expect, it } from 'vitest';
import { moverSnapshots } from '../../src/volsync/backup-verdict.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotAt, wholeId } from '../fakes/repository-objects.ts';
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
} from '../fakes/backup-facts.ts';

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
      { snapshots: [{ ...claimed, time: new Date('2026-11-23T15:25:01Z') }, earlier] },
      'unknown mismatch',
      /dated in the future/,
    ],
    [
      'only a snapshot that nobody reports, soon after the last sync',
      { snapshots: [snapshotAt('2026-11-23T15:00:20Z')] },
      'unknown no-evidence',
      /whether it is of this app/,
    ],
    [
      'the same after a sync that found the volume empty',
      { source: sourceObject({}, empty), snapshots: [snapshotAt('2026-11-23T15:00:20Z')] },
      'unknown no-evidence',
      /whether it is of this app/,
    ],
    [
      "somebody else's fresh snapshot over an old one",
      {
        source: sourceObject({}, { lastSyncTime: '2026-11-23T12:00:12Z' }),
        snapshots: [snapshotAt('2026-11-23T15:20:00Z'), { ...claimed, time: new Date('2026-11-23T12:00:05Z') }],
      },
      'unprotected stale',
      /older than the schedule/,
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
      'a list that is not whole, where what VolSync reports is damaged',
      { passedOver: ['Ignoring "724684cd00": failed to load snapshot 724684cd: LoadRaw(<x>): invalid data returned'] },
      'unprotected damaged',
      /^snapshot 724684cd, which VolSync reports, cannot be read/,
    ],
    [
      'a list that the user of the mover may not read',
      { passedOver: ['Ignoring "x": failed to load snapshot x: open /r/snapshots/x: permission denied'] },
      'unknown forbidden',
      /cannot read all snapshots/,
    ],
    [
      'a repository without packs',
      { missing: ['data/ holds no pack'] },
      'unprotected damaged',
      /^data\/ holds no pack: /,
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
    ['the same while older ones are there', { snapshots: [uncredited, claimed, earlier] }],
    [
      'a tag, which gives the snapshot a new id',
      { snapshots: [{ ...claimed, id: wholeId('99'), original: claimed.id, tags: ['keep'] }] },
    ],
    [
      "somebody else's newer snapshot, by what VolSync vouches for",
      { snapshots: [snapshotAt('2026-11-23T15:00:11Z'), claimed, earlier] },
    ],
    [
      'what another source of the same PVC has saved, and removed',
      {
        around: [
          sourceObject(
            { sourcePVC: 'web' },
            { latestMoverStatus: { result: 'Successful', logs: 'snapshot bbbbbbbb saved' } },
            'web-b',
          ),
        ],
        snapshots: [snapshotAt('2026-11-23T15:10:00Z', { id: wholeId('bbbbbbbb') })],
      },
    ],
    ['a status that names no snapshot', { source: sourceObject({}, noLog) }],
    [
      'a status that names no snapshot, of a long sync',
      {
        source: sourceObject({}, { ...noLog, lastSyncDuration: '10m0s' }),
        snapshots: [snapshotAt('2026-11-23T14:50:05Z')],
      },
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
