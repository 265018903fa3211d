import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../src/restic/snapshots.ts';
import type { BootstrapFacts } from '../../../../src/volsync/bootstrap-facts.ts';
import { lossOf } from '../../../../src/commands/bootstrap-check/judgement/bootstrap-loss.ts';
import { originOf } from '../../../../src/commands/bootstrap-check/judgement/bootstrap-origin.ts';
import { bootstrapState, judgeRemoval } from '../../../../src/commands/bootstrap-check/judgement/bootstrap-verdict.ts';
import { volumeState } from '../../../../src/volsync/bootstrap-volume.ts';
import { bootstrapWindow } from '../../../../src/commands/bootstrap-check/judgement/bootstrap-window.ts';
import type { NextRestore } from '../../../../src/volsync/next-restore.ts';
import { lasting } from '../../../../src/volsync/diagnosis.ts';
import { protectedApp, unknownApp, unprotected, type Judgement } from '../../../../src/volsync/verdict.ts';
import { destinationObject, emptyLog, newSource, nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';
import { claimObject, factsOf, snapshot } from '../../../fakes/bootstrap-facts.ts';

/** The same chain of judgements as in the command. */
function judge(
  facts: BootstrapFacts,
  backup: Judgement,
  snapshots: readonly Snapshot[] | undefined,
  { next = { kind: 'not-known' }, missed = [] }: { next?: NextRestore; missed?: readonly Snapshot[] } = {},
) {
  const volume = volumeState(facts);
  const origin = originOf(facts, snapshots);
  const window = bootstrapWindow({ facts, volume, origin, snapshots });
  const judgement = judgeRemoval({ source: facts.source, backup, snapshots, volume, origin, window, next, missed });
  const { verdict, reason } = judgement;
  const loss = lossOf({ source: facts.source, verdict, reason, volume, origin, window, snapshots });
  return { ...judgement, state: bootstrapState(volume, window), window, loss };
}

const noSnapshot = unprotected('no-snapshot', 'the repository holds no snapshot');
const startedEmpty = {
  value: destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } }),
};
const own = snapshot('bbbb2222', '2026-11-23T15:00:05Z');
const older = snapshot('aaaa1111', '2026-11-20T10:00:00Z');
const restored = snapshot('724684cd', '2026-11-20T10:00:00Z');
const empty = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } });

describe('may it be removed', () => {
  it('yes with a snapshot of this volume; what is lost is what came after it', () => {
    expect(judge(factsOf(), protectedApp, [own, older])).toMatchObject({
      verdict: 'protected',
      state: 'window-closed',
      window: { first: own },
      loss: { kind: 'since', moment: new Date('2026-11-23T15:00:00Z') },
    });
  });

  it('reckons the loss from when the copy was cut, however late that was backed up', () => {
    const source = sourceObject({}, { lastSyncDuration: '2h0m12s' });
    expect(judge(factsOf({ source }), protectedApp, [own, older])).toMatchObject({
      loss: { kind: 'since', moment: new Date('2026-11-23T13:00:00Z') },
    });
  });

  it('no with a damaged repository, of which nothing can come back', () => {
    expect(judge(factsOf(), unprotected('damaged', 'data/ holds no pack'), [own, older])).toMatchObject({
      verdict: 'unprotected',
      reason: 'damaged',
      loss: { kind: 'unknown' },
    });
  });

  it('no where the copy was cut of an earlier volume, although its snapshot is younger than this one', () => {
    const source = sourceObject({}, { lastSyncDuration: '99h0m12s' });
    expect(judge(factsOf({ source }), protectedApp, [own, older])).toMatchObject({
      verdict: 'unprotected',
      loss: { kind: 'everything' },
    });
  });

  it('no while a restore in place is open, whatever the repository holds', () => {
    const source = sourceObject();
    const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web' };
    const marked = { ...source, metadata: { ...source.metadata, annotations } };
    expect(judge(factsOf({ source: marked }), protectedApp, [own])).toMatchObject({
      verdict: 'unprotected',
      reason: 'open-restore',
    });
  });

  it('yes when it was restored from a snapshot that is still there; what is lost came after the restore', () => {
    expect(judge(factsOf(), protectedApp, [restored])).toMatchObject({
      verdict: 'protected',
      state: 'window-closed',
      loss: { kind: 'since', moment: new Date('2026-11-20T15:24:21Z') },
    });
  });

  it.each<readonly [string, Partial<BootstrapFacts>]>([
    ['it started empty', { destination: startedEmpty }],
    ['no destination fills it', { claim: { value: claimObject({ fills: undefined }) } }],
    ['it was restored from a snapshot that is gone', {}],
  ])('no when all snapshots are older than the volume, and %s', (_what, facts) => {
    expect(judge(factsOf(facts), protectedApp, [older])).toMatchObject({
      verdict: 'unprotected',
      reason: 'window-open',
      state: 'window-open',
      loss: { kind: 'everything' },
    });
  });

  it('not known when all snapshots are older than the volume, and what filled it is not known', () => {
    const judgement = judge(factsOf({ destination: { value: undefined } }), protectedApp, [older]);
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: 'no-evidence', loss: { kind: 'unknown' } });
  });

  it.each([
    ['a little older', '2026-11-20T15:23:40Z'],
    ['a little younger', '2026-11-20T15:24:30Z'],
  ])('not known when a snapshot is %s than the volume: it may be of the one before', (_what, time) => {
    const judgement = judge(factsOf({ destination: startedEmpty }), protectedApp, [snapshot('cccc3333', time)]);
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: 'no-evidence', state: 'window-unknown' });
  });

  it('yes with such a snapshot where VolSync says that a sync of the new volume saved it', () => {
    const first = snapshot('724684cd', '2026-11-20T15:24:30Z');
    const source = sourceObject({}, { lastSyncTime: '2026-11-20T15:24:40Z', lastSyncDuration: '12s' });
    const judgement = judge(factsOf({ source, destination: startedEmpty }), protectedApp, [first]);
    expect(judgement).toMatchObject({ verdict: 'protected', state: 'window-closed', window: { first } });
    const before = sourceObject({}, { lastSyncTime: '2026-11-20T15:24:05Z', lastSyncDuration: '12s' });
    expect(judge(factsOf({ source: before, destination: startedEmpty }), protectedApp, [first]).verdict).toBe(
      'unknown',
    );
  });

  it('before the first sync, by the volume alone', () => {
    const foreign = unknownApp('never-synced', 'whether it is of this app is not known');
    expect(judge(factsOf({ destination: startedEmpty }), foreign, [older])).toMatchObject({
      verdict: 'unprotected',
      reason: 'window-open',
    });
    expect(judge(factsOf(), foreign, [own])).toMatchObject(foreign);
  });

  it('not known where the PVC may not be seen', () => {
    const judgement = judge(factsOf({ claim: { why: 'cannot list' } }), protectedApp, [own]);
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: 'forbidden', state: 'window-unknown' });
  });

  it('says nothing better than verify', () => {
    const wrong = unprotected('wrong-password', 'the password does not open the repository');
    expect(judge(factsOf(), wrong, undefined)).toMatchObject({
      ...wrong,
      state: 'window-unknown',
      loss: { kind: 'unknown' },
    });
    const shared = unknownApp('shared-repository', 'home/two backs up into the same');
    expect(judge(factsOf(), shared, [own])).toMatchObject({ ...shared, loss: { kind: 'unknown' } });
    const stale = unprotected('stale', 'too old');
    expect(judge(factsOf(), stale, [own])).toMatchObject({ ...stale, loss: { kind: 'since' } });
  });
});

describe('an open window', () => {
  it('is scheduled to be closed, after a sync of an empty volume', () => {
    expect(judge(factsOf({ source: empty, destination: startedEmpty }), noSnapshot, [])).toMatchObject({
      reason: 'window-open',
      message: expect.stringContaining('found an empty volume') as string,
      window: { kind: 'open', closing: { kind: 'scheduled', at: new Date('2026-11-23T16:00:00Z'), isEmpty: true } },
      loss: { kind: 'everything' },
    });
  });

  it('is being closed by a sync, or waits for VolSync', () => {
    const syncing = { ...newSource(), status: { lastSyncStartTime: '2026-11-23T15:23:50Z' } };
    expect(judge(factsOf({ source: syncing }), noSnapshot, []).window).toMatchObject({ closing: { kind: 'syncing' } });
    const source = { ...newSource(), metadata: { ...newSource().metadata, creationTimestamp: '2026-11-23T15:23:59Z' } };
    expect(judge(factsOf({ source }), noSnapshot, []).window).toMatchObject({ closing: { kind: 'due' } });
  });

  it('stays open where the sync fails, and says why', () => {
    const source = { ...newSource(), status: { lastSyncStartTime: '2026-11-23T15:23:50Z' } };
    const cause = lasting('unreadable-files', 'not all files could be read', ['error: /data/x']);
    expect(judge(factsOf({ source, backup: { kind: 'failing', failedPods: 1, cause } }), noSnapshot, [])).toMatchObject(
      {
        reason: 'window-open',
        message: cause.message,
        details: cause.details,
        window: { closing: { kind: 'blocked', problem: { cause: 'unreadable-files' } } },
      },
    );
  });

  it('stays open where nothing starts a sync', () => {
    const source = sourceObject(
      { trigger: { manual: 'once' } },
      { lastManualSync: 'once', latestMoverStatus: { result: 'Successful', logs: emptyLog } },
    );
    expect(judge(factsOf({ source }), noSnapshot, []).window).toMatchObject({ closing: { kind: 'nothing' } });
    const parked = sourceObject(
      { trigger: { schedule: '0 * * * *', manual: 'once' } },
      { lastManualSync: 'once', latestMoverStatus: { result: 'Successful', logs: emptyLog } },
    );
    expect(judge(factsOf({ source: parked }), noSnapshot, []).window).toMatchObject({
      closing: { kind: 'blocked', problem: { reason: 'parked-schedule' } },
    });
  });

  it('is not blamed for snapshots that somebody has deleted', () => {
    expect(judge(factsOf(), noSnapshot, [])).toMatchObject({ reason: 'no-snapshot', state: 'window-open' });
  });
});

it('before there is a volume nothing can be lost, and what it waits for is the reason', () => {
  const facts = factsOf({ claim: { value: claimObject({ phase: 'Pending' }) }, destination: { value: undefined } });
  expect(judge(facts, noSnapshot, [])).toMatchObject({
    verdict: 'unprotected',
    reason: 'destination-missing',
    state: 'volume-pending',
    window: { kind: 'not-begun' },
    loss: { kind: 'nothing' },
  });
  expect(judge(facts, protectedApp, [older])).toMatchObject({ verdict: 'protected', state: 'volume-pending' });
});
