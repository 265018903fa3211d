import { describe, expect, it } from 'vitest';
import { passing } from '../../src/volsync/diagnosis.ts';
import type { MoverObservation } from '../../src/volsync/mover-observation.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { emptyLog, newSource, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const notLooked: MoverObservation = { kind: 'not-looked' };
const working: MoverObservation = { kind: 'working' };
const syncing = { lastSyncStartTime: '2026-11-23T15:23:40Z' };
const noSync = { lastSyncTime: '', latestMoverStatus: {}, nextSyncTime: '' };

function judge(object: ReplicationSource, mover: MoverObservation = notLooked) {
  return sourceStatus({ kind: 'replicationsource', object, mover, now });
}

/** State, then each problem as `level reason`. */
function verdict(object: ReplicationSource, mover?: MoverObservation): readonly string[] {
  const { state, problems } = judge(object, mover);
  return [state, ...problems.map(({ level, reason }) => `${level} ${reason}`)];
}

function condition(reason: string, message: string) {
  return [
    { type: 'Synchronizing', status: 'False' as const, reason, message, lastTransitionTime: '2026-11-23T15:20:00Z' },
  ];
}

describe('a source without problems', () => {
  it.each<[string, ReplicationSource, MoverObservation, string]>([
    ['waits for its schedule', sourceObject(), notLooked, 'idle'],
    ['syncs', sourceObject({}, syncing), working, 'syncing'],
    [
      'syncs for a manual tag that is not served yet, so the schedule is not parked',
      sourceObject({ trigger: { schedule: '0 * * * *', manual: 'now' } }, syncing),
      working,
      'syncing',
    ],
    [
      'has only a manual trigger, which says nothing of how old a backup may be',
      sourceObject({ trigger: { manual: 'once' } }, { lastManualSync: 'once', lastSyncTime: '2025-01-01T00:00:00Z' }),
      notLooked,
      'manual-only',
    ],
  ])('%s', (_name, object, mover, state) => {
    expect(verdict(object, mover)).toEqual([state]);
  });
});

it('is a source with an open restore before everything else', () => {
  const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web' };
  const open = (source: ReplicationSource) => ({ ...source, metadata: { ...source.metadata, annotations } });
  expect(verdict(open(sourceObject()))).toEqual(['open-restore', 'bad open-restore']);
  expect(verdict(open(newSource()))).toEqual([
    'open-restore',
    'bad open-restore',
    'bad never-synced',
    'bad not-started',
  ]);
});

describe('the problems of a source', () => {
  it.each<[string, ReplicationSource, MoverObservation, readonly string[]]>([
    ['never synced, nothing begun', newSource(), notLooked, ['never-synced', 'bad never-synced', 'bad not-started']],
    [
      'never synced, the first sync runs',
      sourceObject({}, { ...noSync, ...syncing }),
      working,
      ['never-synced', 'bad never-synced'],
    ],
    [
      'an empty volume, which VolSync calls successful',
      sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } }),
      notLooked,
      ['empty-source', 'bad empty-source'],
    ],
    [
      'late by two runs',
      sourceObject({}, { lastSyncTime: '2026-11-23T12:00:09Z', nextSyncTime: '2026-11-23T16:00:00Z' }),
      notLooked,
      ['stale', 'bad stale'],
    ],
    [
      'a run that is due and not begun',
      sourceObject({}, { nextSyncTime: '2026-11-23T15:21:59Z' }),
      notLooked,
      ['not-started', 'bad not-started'],
    ],
    [
      'a schedule that a served tag parks',
      sourceObject({ trigger: { schedule: '0 * * * *', manual: 'sync-1' } }, { lastManualSync: 'sync-1' }),
      notLooked,
      ['parked-schedule', 'warning parked-schedule'],
    ],
    [
      'parked for so long that it is late as well',
      sourceObject(
        { trigger: { schedule: '0 * * * *', manual: 'sync-1' } },
        { lastManualSync: 'sync-1', lastSyncTime: '2026-11-17T15:00:00Z' },
      ),
      notLooked,
      ['parked-schedule', 'warning parked-schedule', 'bad stale'],
    ],
    [
      'a duration that VolSync cannot decode, before everything else',
      sourceObject({ paused: true }, { lastSyncDuration: '9999999h' }),
      notLooked,
      ['undecodable-status', 'bad undecodable-status', 'warning paused'],
    ],
    [
      'a repository that was made long after the source',
      sourceObject(
        {},
        {
          latestMoverStatus: {
            result: 'Successful',
            logs: 'created restic repository 1ad6e1e2c5 at /repository/wbe\nsnapshot 724684cd saved',
          },
        },
      ),
      notLooked,
      ['new-repository', 'warning new-repository'],
    ],
    ['paused', sourceObject({ paused: true }), notLooked, ['paused', 'warning paused']],
    [
      'paused in the middle: the pods that the pause ended are no failure',
      sourceObject({ paused: true }, syncing),
      { kind: 'failing', failedPods: 1, cause: undefined },
      ['paused', 'warning paused'],
    ],
    [
      'an error of the controller',
      sourceObject({}, { conditions: condition('Error', 'secrets "web-volsync" not found') }),
      notLooked,
      ['error', 'bad error'],
    ],
    [
      'a schedule that the API took and VolSync cannot read',
      sourceObject(
        { trigger: { schedule: '30 0 2 * * *' } },
        { ...syncing, conditions: condition('Error', 'expected exactly 5 fields, found 6: [30 0 2 * * *]') },
      ),
      working,
      ['broken-schedule', 'bad broken-schedule'],
    ],
    ['no trigger', sourceObject({ trigger: {} }, syncing), working, ['no-trigger', 'warning no-trigger']],
    [
      'a log that was not kept',
      sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: '' } }),
      notLooked,
      ['no-evidence', 'unknown no-evidence'],
    ],
    [
      'a mover that may not be looked at',
      sourceObject({}, syncing),
      { kind: 'hidden', reason: 'forbidden', why: 'May not list jobs in home.' },
      ['forbidden', 'unknown forbidden'],
    ],
  ])('%s', (_name, object, mover, expected) => {
    expect(verdict(object, mover)).toEqual(expected);
  });
});

describe('a failing source', () => {
  const cause = passing('locked', 'locked by x', ['by PID 43 on x']);

  it('is seen by its pods while the result is still that of the sync before', () => {
    const status = judge(sourceObject({}, syncing), { kind: 'failing', failedPods: 1, cause });
    expect(status).toMatchObject({ state: 'failing', since: new Date('2026-11-23T15:23:40Z') });
    expect(status.problems).toEqual([
      {
        reason: 'failing',
        level: 'bad',
        message: 'locked by x',
        cause: 'locked',
        details: ['by PID 43 on x'],
        hint: 'volsyncctl unlock web -n home',
      },
    ]);
    expect(status.lastSync).toMatchObject({ kind: 'backup', snapshot: '724684cd' });
  });

  it('is seen by a Job that has used up its retries, also without the right to see pods', () => {
    const failed = { ...syncing, latestMoverStatus: { result: 'Failed' as const, logs: 'Fatal: no' } };
    const status = judge(sourceObject({}, failed), { kind: 'hidden', reason: 'forbidden', why: 'no' });
    expect(status.problems.map(({ reason }) => reason)).toEqual(['failing', 'forbidden', 'no-evidence']);
    expect(status.problems[0]).toMatchObject({ hint: 'volsyncctl logs web -n home' });
    expect(status.lastSync).toMatchObject({ kind: 'unknown' });
  });
});

describe('movers that volsyncctl does not know', () => {
  it.each<[string, ReplicationSource, readonly string[]]>([
    ['external', without({ external: {} }), ['unsupported-mover', 'unknown unsupported-mover']],
    ['syncthing', without({ syncthing: {} }, syncing), ['unsupported-mover', 'unknown unsupported-mover']],
    ['kopia', without({ kopia: {} }), ['unsupported-mover', 'unknown unsupported-mover']],
    [
      'rclone, late',
      without({ rclone: {} }, { lastSyncTime: '2026-11-20T15:00:00Z' }),
      ['stale', 'bad stale', 'unknown unsupported-mover'],
    ],
    ['none', without({}), ['no-mover', 'bad no-mover']],
    ['several', sourceObject({ rclone: {} }), ['no-mover', 'bad no-mover']],
    ['one and external', sourceObject({ external: {} }), ['no-mover', 'bad no-mover']],
  ])('%s', (_name, object, expected) => {
    expect(verdict(object)).toEqual(expected);
  });

  it('says that nothing at all is known of an external one', () => {
    expect(judge(without({ external: {} })).problems[0]?.hides).toContain('stale');
    expect(judge(without({ rclone: {} })).problems[0]?.hides).toEqual(['empty-source']);
  });
});

describe('a manual tag that VolSync does not serve', () => {
  const trigger = { schedule: '0 * * * *', manual: 'sync-2' };

  it.each([
    ['2026-11-23T15:10:00Z', ['not-started', 'bad not-started']],
    ['2026-11-23T15:23:30Z', ['idle']],
  ])('set at %s', (time, expected) => {
    const { metadata, ...source } = sourceObject({ trigger }, { lastManualSync: 'sync-1' });
    const managedFields = [
      { manager: 'volsync', time: '2026-11-23T15:23:59Z', subresource: 'status' },
      { manager: 'kubectl', time },
    ];
    expect(verdict({ ...source, metadata: { ...metadata, managedFields } })).toEqual(expected);
  });
});

function without(spec: NonNullable<ReplicationSource['spec']>, status = {}): ReplicationSource {
  return { ...sourceObject({}, status), spec: { sourcePVC: 'web', trigger: { schedule: '0 * * * *' }, ...spec } };
}

it.each<[string, ReplicationSource, string]>([
  ['triggers what never synced', sourceObject({}, noSync), 'volsyncctl trigger web -n home'],
  ['unpauses what would be refused', sourceObject({ paused: true }, noSync), 'kubectl patch replicationsource web'],
  [
    'looks for older snapshots of an empty volume, which one more sync would not bring back',
    sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } }),
    'volsyncctl snapshots web -n home',
  ],
])('the hint %s', (_name, object, hint) => {
  const problem = judge(object).problems.find(({ reason }) => reason === 'never-synced' || reason === 'empty-source');
  expect(problem?.hint).toContain(hint);
});
