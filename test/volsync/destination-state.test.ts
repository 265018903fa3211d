import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../src/commands/status/judgement/fleet.ts';
import type { MoverObservation } from '../../src/volsync/mover-observation.ts';
import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';
import { destinationObject, emptyLog, newSource, nothingLog, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const syncing = { lastSyncStartTime: '2026-11-23T15:23:40Z' };
const created = 'created restic repository ae815709a9 at /repository/web';
const nothingAndNew = {
  latestMoverStatus: { result: 'Successful', logs: `${created}\n${nothingLog}` },
} as const;
const nothing = { latestMoverStatus: { result: 'Successful', logs: nothingLog } } as const;

interface Surroundings {
  readonly sources?: readonly ReplicationSource[];
  readonly mover?: MoverObservation;
}

function verdict(destination: ReplicationDestination, { sources = [], mover }: Surroundings = {}): readonly string[] {
  const movers = new Map(mover === undefined ? [] : [[destination.metadata.uid ?? '', mover]]);
  const fleet = assessFleet({ sources, destinations: [destination], movers, gaps: [] }, now);
  const [status] = fleet.destinations;
  return [status?.state ?? '', ...(status?.problems ?? []).map(({ level, reason }) => `${level} ${reason}`)];
}

describe('a destination', () => {
  it.each<[string, ReplicationDestination, Surroundings, readonly string[]]>([
    ['restored a snapshot', destinationObject(), {}, ['restored']],
    ['restored nothing', destinationObject({}, nothing), {}, ['restored-nothing', 'warning restored-nothing']],
    [
      'restored nothing, and its app has no backup yet either',
      destinationObject({}, nothing),
      { sources: [newSource()] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restored nothing, and its app found an empty volume since',
      destinationObject({}, nothing),
      { sources: [sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } })] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restored nothing from a repository that existed, and a backup was made since',
      destinationObject({}, nothing),
      { sources: [sourceObject()] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restored nothing when the app was new and had no repository yet, and a backup was made since',
      destinationObject({}, nothingAndNew),
      { sources: [sourceObject()] },
      ['started-empty'],
    ],
    [
      'created a repository although the app was old, and a backup was made there since',
      destinationObject({}, { ...nothingAndNew, lastSyncTime: '2026-11-22T15:24:00Z' }),
      { sources: [sourceObject()] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restored nothing when the app was new, and is paused',
      destinationObject({ paused: true }, nothingAndNew),
      { sources: [sourceObject()] },
      ['paused', 'warning paused', 'warning restored-nothing'],
    ],
    [
      'restored nothing, and only another repository has a backup',
      destinationObject({}, nothing),
      { sources: [sourceObject({ restic: { repository: 'other' } })] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restored nothing although a backup was made before',
      destinationObject({}, { ...nothing, lastSyncTime: '2026-11-23T15:10:00Z' }),
      { sources: [sourceObject()] },
      ['restored-nothing', 'warning restored-nothing'],
    ],
    [
      'restores into the live volume of an app, while it is idle too',
      destinationObject({ restic: { destinationPVC: 'web' } }),
      { sources: [sourceObject()] },
      ['overwrites-volume', 'warning overwrites-volume'],
    ],
    [
      'restores into a volume of nobody',
      destinationObject({ restic: { destinationPVC: 'web' } }),
      { sources: [sourceObject({ sourcePVC: 'other' })] },
      ['restored'],
    ],
    ['restores', destinationObject({}, { lastSyncTime: '', ...syncing }), { mover: { kind: 'working' } }, ['syncing']],
    [
      'fails',
      destinationObject({}, { lastSyncTime: '', ...syncing }),
      { mover: { kind: 'failing', failedPods: 2, cause: undefined } },
      ['failing', 'bad failing'],
    ],
    ['was never begun', { ...destinationObject(), status: {} }, {}, ['not-started', 'bad not-started']],
    [
      'kept no log',
      destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: '' } }),
      {},
      ['no-evidence', 'unknown no-evidence'],
    ],
    ['has no trigger', destinationObject({ trigger: {} }, syncing), {}, ['no-trigger', 'warning no-trigger']],
    [
      'follows a schedule and is late',
      destinationObject({ trigger: { schedule: '0 * * * *' } }, { nextSyncTime: '2026-11-23T15:23:50Z' }),
      {},
      ['stale', 'bad stale'],
    ],
    ['has no mover', { ...destinationObject(), spec: {} }, {}, ['no-mover', 'bad no-mover']],
  ])('%s', (_name, destination, surroundings, expected) => {
    expect(verdict(destination, surroundings)).toEqual(expected);
  });
});
