import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import { repositorySource } from '../../src/volsync/repository-source.ts';
import { isForeign, snapshotOrigins, type OriginFacts } from '../../src/volsync/snapshot-origin.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed, wholeId } from '../fakes/repository-objects.ts';

/** The last sync ran from 14:59:59.6 to 15:00:12, and its log names 724684cd. */
const web = sourceObject();
const ours = snapshotNamed('724684cd', '2026-11-23T15:00:05Z');
const before = snapshotNamed('0b', '2026-11-23T14:00:05Z');
const after6s = snapshotNamed('aa', '2026-11-23T15:00:11Z');
const later = snapshotNamed('bb', '2026-11-23T15:20:00Z');

const saying = (snapshot: string, result: 'Successful' | 'Failed' = 'Successful') => ({
  latestMoverStatus: { result, logs: `snapshot ${snapshot} saved` },
});
const summary = { files: 2, bytes: 31, bytesAdded: 1, bytesStored: 1 };
const begun = (time: string) => ({ ...summary, backupStart: new Date(time) });
const comparing = (parent: string) =>
  sourceObject(
    {},
    { latestMoverStatus: { result: 'Successful', logs: `using parent snapshot ${parent}\nsnapshot 724684cd saved` } },
  );
const mail = sourceObject({}, saying('bb000000'), 'mail');
const twin = sourceObject({ sourcePVC: 'web' }, saying('bb000000'), 'web-twin');
const noLog = sourceObject({}, { latestMoverStatus: { result: 'Failed', logs: 'Fatal: wrong password' } });
const redeployed = {
  ...newSource(),
  metadata: { ...newSource().metadata, creationTimestamp: '2026-11-23T15:10:00Z' },
};

type Case = readonly [string, Partial<OriginFacts> & { readonly snapshots: readonly Snapshot[] }, string];

/** The origins, newest first, in words. */
function originsOf(facts: Case[1]): string {
  const all: OriginFacts = { source: web, around: [web], ...facts };
  const tell = snapshotOrigins(all);
  return all.snapshots
    .map(tell)
    .map((origin) => [origin.kind, ...Object.values(origin).slice(1)].join(' '))
    .join(', ');
}

describe('snapshotOrigins', () => {
  it.each<Case>([
    ['an app that is well', { snapshots: [ours, before] }, 'own, earlier'],
    ['a stranger 6 s after the sync', { snapshots: [after6s, ours] }, 'foreign unclaimed, own'],
    ['a stranger long after it', { snapshots: [later, ours] }, 'foreign unclaimed, own'],
    [
      'another host and other paths, at any time',
      {
        snapshots: [
          { ...later, host: 'nas' },
          { ...after6s, paths: ['/srv'] },
          ours,
          { ...before, paths: ['/data', '/etc'] },
        ],
      },
      'foreign not-volsync, foreign not-volsync, own, foreign not-volsync',
    ],
    [
      'no status at all, of a source made just now',
      { source: redeployed, snapshots: [ours, before] },
      'earlier, earlier',
    ],
    [
      'the same where the volume was filled from one of them',
      { source: redeployed, restored: '724684cd', snapshots: [later, ours, before] },
      'foreign unclaimed, own, earlier',
    ],
    [
      'the same after somebody wrote to it',
      { source: redeployed, snapshots: [later, ours] },
      'foreign unclaimed, earlier',
    ],
    [
      'a first sync that runs',
      { source: { ...redeployed, status: { lastSyncStartTime: '2026-11-23T15:19:50Z' } }, snapshots: [later, ours] },
      'running-sync, earlier',
    ],
    [
      'a later sync that runs',
      { source: sourceObject({}, { lastSyncStartTime: '2026-11-23T15:19:50Z' }), snapshots: [later, after6s, ours] },
      'running-sync, foreign unclaimed, own',
    ],
    [
      'a mover that failed after it had saved a snapshot',
      { source: sourceObject({}, { ...saying('bb000000', 'Failed') }), snapshots: [later, ours] },
      'failed-mover, own',
    ],
    [
      'a log that is lost, with one snapshot of that time',
      { source: noLog, snapshots: [later, ours, before] },
      'foreign unclaimed, own, earlier',
    ],
    [
      'a log that is lost, and clocks that differ',
      { source: noLog, snapshots: [{ ...ours, time: new Date('2026-11-23T15:00:50Z') }, before] },
      'own, earlier',
    ],
    [
      'an empty volume',
      {
        source: sourceObject(
          {},
          { latestMoverStatus: { result: 'Successful', logs: '== Directory is empty skipping backup ===' } },
        ),
        snapshots: [later, before],
      },
      'foreign unclaimed, earlier',
    ],
    [
      'a repository of which only the Secret is there',
      {
        source: repositorySource({ namespace: 'home', secret: 's', uid: undefined, gid: undefined, volume: undefined }),
        snapshots: [later, ours],
      },
      'earlier, earlier',
    ],
    ['another app', { around: [web, mail], snapshots: [later, ours] }, 'other-app home/mail, own'],
    [
      'another app whose mover failed',
      { around: [web, sourceObject({}, saying('bb000000', 'Failed'), 'mail')], snapshots: [later, ours] },
      'other-app home/mail, own',
    ],
    ['another source of the same PVC', { around: [web, twin], snapshots: [later, after6s, ours] }, 'own, earlier, own'],
    [
      'another source of the same PVC with a repository of its own',
      { around: [web, sourceObject({ sourcePVC: 'web' }, saying('cc000000'), 'offsite')], snapshots: [later, ours] },
      'foreign unclaimed, own',
    ],
    [
      'a PVC of the same name elsewhere',
      { around: [{ ...twin, metadata: { ...twin.metadata, namespace: 'lab' } }], snapshots: [later, ours] },
      'other-app lab/web-twin, own',
    ],
    [
      'a tag',
      { snapshots: [{ ...ours, id: wholeId('99'), original: ours.id, tags: ['keep'] }, before] },
      'own, earlier',
    ],
    [
      'a tag that nobody has given to a snapshot of ours',
      { snapshots: [{ ...later, original: wholeId('98') }, ours] },
      'foreign unclaimed, own',
    ],
    [
      'a rewrite that left files out',
      {
        snapshots: [{ ...ours, id: wholeId('99'), original: ours.id, summary: { ...summary, files: 1, filesRead: 2 } }],
      },
      `rewritten ${ours.id}`,
    ],
    [
      'a rewrite beside what it was made of',
      { snapshots: [{ ...ours, id: wholeId('99'), original: ours.id, summary: { ...summary, filesRead: 2 } }, ours] },
      `rewritten ${ours.id}, own`,
    ],
    [
      'what "repair snapshots" has made of it, with the numbers of the backup',
      { snapshots: [{ ...ours, id: wholeId('99'), original: ours.id, summary: { ...summary, filesRead: 2 } }, before] },
      `rewritten ${ours.id}, earlier`,
    ],
    [
      'an earlier one that "rewrite --new-time" has dated later',
      { snapshots: [ours, { ...before, id: wholeId('99'), original: before.id, time: after6s.time }] },
      `own, foreign unclaimed`,
    ],
    [
      'an earlier one that was repaired',
      { snapshots: [ours, { ...before, id: wholeId('99'), original: before.id }] },
      `own, rewritten ${before.id}`,
    ],
    [
      'a rewrite of a rewrite, known by when its backup began',
      {
        snapshots: [
          {
            ...ours,
            id: wholeId('99'),
            original: wholeId('98'),
            parent: wholeId('be33baf0'),
            time: later.time,
            summary: begun('2026-11-23T15:00:04Z'),
          },
          before,
        ],
      },
      'rewritten 724684cd, earlier',
    ],
    [
      'the snapshot of the last sync gone, and the one that it was compared with still there',
      { source: comparing('0b000000'), snapshots: [{ ...before, summary: begun('2026-11-23T14:00:04Z') }] },
      'earlier',
    ],
    [
      'the snapshot of the last sync gone, and a newer one',
      { source: comparing('0b000000'), snapshots: [later, before] },
      'foreign unclaimed, earlier',
    ],
    [
      'another repository, of which the last sync names nothing',
      { source: comparing('0c000000'), snapshots: [later, before] },
      'foreign unclaimed, foreign other-repository',
    ],
    [
      'another repository, where a backup began during the last sync',
      {
        source: comparing('0c000000'),
        snapshots: [{ ...after6s, time: new Date('2026-11-23T15:00:09Z'), parent: wholeId('0b') }, before],
      },
      'foreign other-repository, foreign other-repository',
    ],
    [
      'a rewrite of a rewrite, of a backup that was compared with what is gone',
      {
        source: comparing('0c000000'),
        snapshots: [{ ...ours, id: wholeId('99'), original: wholeId('98'), parent: wholeId('0c') }, before],
      },
      'rewritten 724684cd, earlier',
    ],
    [
      'another repository for the first backup of all',
      { source: sourceObject({}, saying('724684cd')), snapshots: [before] },
      'foreign other-repository',
    ],
  ])('%s', (_what, facts, expected) => {
    expect(originsOf(facts)).toBe(expected);
  });

  it('knows a snapshot that it is given as another object', () => {
    expect(snapshotOrigins({ source: web, around: [], snapshots: [later, ours] })({ ...later }).kind).toBe('foreign');
  });
});

describe('isForeign', () => {
  it.each([
    [{ kind: 'own' }, false],
    [{ kind: 'earlier' }, false],
    [{ kind: 'failed-mover' }, false],
    [{ kind: 'rewritten', of: '724684cd' }, false],
    [{ kind: 'other-app', app: 'home/mail' }, true],
    [{ kind: 'foreign', why: 'unclaimed' }, true],
  ] as const)('%o', (origin, expected) => {
    expect(isForeign(origin)).toBe(expected);
  });
});
