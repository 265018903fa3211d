import type { SnapshotSelector, HeldSnapshots } from '../../src/restore/snapshot-selector.ts';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { choiceAmong } from '../../src/restore/chosen-snapshot.ts';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const third = snapshotNamed('cccccccc', '2026-11-22T23:00:00.900Z');
const second = snapshotNamed('bbbbbbbb', '2026-11-21T23:00:00Z');
const latest: SnapshotSelector = { kind: 'latest' };
const id = (name: string): SnapshotSelector => ({ kind: 'snapshot', name });
const asOf = (moment: string): SnapshotSelector => ({ kind: 'as-of', moment: new Date(moment) });

function held(snapshots: readonly Snapshot[]): HeldSnapshots {
  const app = { namespace: 'home', name: 'web' };
  const hint = 'volsyncctl snapshots web -n home';
  return { source: sourceObject(), around: [], app, hint, snapshots, passedOver: [], address: '/repository/web' };
}

function failure(selector: SnapshotSelector, repository: HeldSnapshots, isAsked = false): Failure {
  try {
    choiceAmong(repository, selector, isAsked);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('a snapshot was chosen');
}

describe('choiceAmong: whose a snapshot is', () => {
  const ours = snapshotNamed('724684cd', '2026-11-23T15:00:05Z');
  const redeployed = {
    ...newSource(),
    metadata: { ...newSource().metadata, creationTimestamp: '2026-11-23T15:10:00Z' },
  };
  const stranger = snapshotNamed('bbbbbbbb', '2026-11-23T15:00:11Z');
  const mail = sourceObject(
    {},
    { latestMoverStatus: { result: 'Successful', logs: 'snapshot bbbbbbbb saved' } },
    'mail',
  );
  const shared = { ...held([stranger, ours]), around: [mail] };

  it.each<[string, SnapshotSelector]>([
    ['latest', latest],
    ['as-of', asOf('2026-11-23T16:00:00Z')],
    ['previous', { kind: 'previous', count: 1 }],
  ])('refuses what is not named out of a repository of two apps, also on a terminal: %s', (_what, selector) => {
    for (const isAsked of [true, false]) {
      const { kind, message, details, hint } = failure(selector, shared, isAsked);
      expect([kind, message]).toEqual(['refused', expect.stringMatching(/^home\/mail backs up into .* home\/web too/)]);
      expect(details).toEqual([
        'bbbbbbbb of 2026-11-23T15:00:11Z: of home/mail',
        "724684cd of 2026-11-23T15:00:05Z: this app's",
      ]);
      expect(hint).toBe('choose a snapshot with --snapshot ID: volsyncctl snapshots web -n home');
    }
  });

  it('takes what is named there, and says whose it is', () => {
    expect(choiceAmong(shared, id('bbbbbbbb')).ownership).toEqual({
      isForeign: true,
      warnings: [
        'snapshot bbbbbbbb is of home/mail, whose ReplicationSource reports it',
        expect.stringContaining('home/mail backs up into the same repository'),
      ],
    });
    expect(choiceAmong(shared, id('724684cd')).ownership).toMatchObject({ isForeign: false, warnings: [{}] });
  });

  it('refuses the newest where nobody in this cluster made it, unless it is named or somebody is asked', () => {
    const repository = held([stranger, ours]);
    const { kind, message } = failure(latest, repository);
    expect([kind, message]).toEqual([
      'refused',
      expect.stringMatching(/^No sync in this cluster made snapshot bbbbbbbb/),
    ]);
    for (const chosen of [choiceAmong(repository, latest, true), choiceAmong(repository, id('bbbbbbbb'))]) {
      expect([chosen.snapshot.id, chosen.ownership?.isForeign]).toEqual([stranger.id, true]);
    }
    expect(choiceAmong(repository, { kind: 'previous', count: 1 }).ownership).toEqual({
      isForeign: false,
      warnings: [],
    });
  });

  it.each<[string, HeldSnapshots]>([
    ['an app that is well', held([ours, second])],
    ['an app that was deployed again', { ...held([third, second]), source: redeployed }],
    [
      'a repository without an app',
      { ...held([stranger, ours]), source: { metadata: { name: 's', namespace: 'home' } } },
    ],
  ])('has nothing to say of %s', (_what, repository) => {
    expect(choiceAmong(repository, latest).ownership).toEqual({ isForeign: false, warnings: [] });
  });

  it('says where files may be missing', () => {
    const late = snapshotNamed('bbbbbbbb', '2026-11-23T15:20:00Z');
    const logs = 'snapshot bbbbbbbb saved';
    const failing = sourceObject({}, { latestMoverStatus: { result: 'Failed', logs } });
    const syncing = sourceObject({}, { lastSyncStartTime: '2026-11-23T15:19:50Z' });
    for (const source of [failing, syncing]) {
      const { ownership } = choiceAmong({ ...held([late, ours]), source }, latest);
      expect(ownership).toEqual({ isForeign: false, warnings: [expect.stringContaining('files may be missing')] });
    }
  });
});
