import { describe, expect, it } from 'vitest';
import { repositorySource } from '../../src/volsync/repository-source.ts';
import {
  retainConflicts,
  sharedRepositoryText,
  sharersInFleet,
  sharingApps,
  type SharingFacts,
} from '../../src/volsync/shared-repository.ts';
import type { MoverVolume, ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const nfs = (path: string): MoverVolume => ({ mountPath: 'repo', volumeSource: { nfs: { server: 'nas', path } } });
type Restic = NonNullable<NonNullable<ReplicationSource['spec']>['restic']>;

/** An app with the Secret `s`; `log`: what VolSync stores of its last mover. */
function app(name: string, restic: Restic = {}, log = '', claim = name): ReplicationSource {
  const latestMoverStatus = { result: 'Successful', logs: log } as const;
  return sourceObject({ sourcePVC: claim, restic: { repository: 's', ...restic } }, { latestMoverStatus }, name);
}

const web = app('web');
const other: Restic = { repository: 't' };
const [one, two] = [
  snapshotNamed('11111111', '2026-11-23T15:00:05Z'),
  snapshotNamed('22222222', '2026-11-23T14:00:05Z'),
];
const elsewhere = (source: ReplicationSource) => ({ ...source, metadata: { ...source.metadata, namespace: 'lab' } });

describe('sharingApps', () => {
  it.each<[string, Partial<SharingFacts> & { around: readonly ReplicationSource[] }, readonly string[]]>([
    ['nobody else', { around: [web] }, []],
    ['another Secret', { around: [app('mail', other)] }, []],
    ['the same Secret', { around: [web, app('mail')] }, ['home/mail']],
    ['a Secret of that name elsewhere', { around: [elsewhere(app('mail'))] }, []],
    [
      'the same Secret with the same folder',
      { source: app('web', { moverVolumes: [nfs('/a')] }), around: [app('mail', { moverVolumes: [nfs('/a')] })] },
      ['home/mail'],
    ],
    [
      'the same Secret with another folder',
      { source: app('web', { moverVolumes: [nfs('/a')] }), around: [app('mail', { moverVolumes: [nfs('/b')] })] },
      [],
    ],
    [
      'the same Secret with another folder, of a repository on a server',
      {
        address: 's3:https://s3/x',
        source: app('web', { moverVolumes: [nfs('/a')] }),
        around: [app('mail', { moverVolumes: [nfs('/b')] })],
      },
      ['home/mail'],
    ],
    [
      'another folder, where the other has saved what is here',
      {
        snapshots: [one],
        source: app('web', { moverVolumes: [nfs('/a')] }),
        around: [app('mail', { moverVolumes: [nfs('/b')] }, 'snapshot 11111111 saved')],
      },
      ['home/mail'],
    ],
    [
      'another Secret anywhere, which has saved what is here',
      { snapshots: [one], around: [elsewhere(app('mail', other, 'snapshot 11111111 saved'))] },
      ['lab/mail'],
    ],
    [
      'another Secret, which has saved something else',
      { snapshots: [one], around: [app('mail', other, 'snapshot 22222222 saved')] },
      [],
    ],
    [
      'another Secret, whose backup began with the snapshot of this one',
      {
        source: app('web', {}, 'snapshot 11111111 saved'),
        around: [app('mail', other, 'using parent snapshot 11111111')],
      },
      ['home/mail'],
    ],
    [
      'the other way round',
      {
        source: app('web', {}, 'using parent snapshot 22222222'),
        around: [app('mail', other, 'snapshot 22222222 saved')],
      },
      ['home/mail'],
    ],
    ['another source of the same PVC', { around: [web, app('web-b', {}, '', 'web')] }, []],
    [
      'two that were looked into, with a snapshot in common',
      { snapshots: [one], seen: new Map([['source-mail', [one, two]]]), around: [app('mail', other)] },
      ['home/mail'],
    ],
    [
      'two that were looked into, with nothing in common, behind one Secret',
      { snapshots: [one], seen: new Map([['source-mail', [two]]]), around: [app('mail')] },
      [],
    ],
    [
      'two that were looked into, both empty, behind one Secret',
      { snapshots: [], seen: new Map([['source-mail', []]]), around: [app('mail')] },
      ['home/mail'],
    ],
  ])('%s', (_what, facts, expected) => {
    expect(sharingApps({ source: web, ...facts })).toEqual(expected);
  });

  it.each([
    ['one app', [web], []],
    ['two sources of one PVC', [web, app('web-b', {}, '', 'web')], []],
    ['two apps', [web, app('mail')], ['home/mail', 'home/web']],
  ])('a repository without a source is not shared by %s', (_what, around, expected) => {
    const bare = { namespace: 'home', secret: 's', uid: undefined, gid: undefined, volume: undefined };
    expect(sharingApps({ source: repositorySource(bare), around })).toEqual(expected);
  });
});

describe('sharersInFleet', () => {
  it('finds the same as looking at each with all the others', () => {
    const fleet = [
      app('web', {}, 'snapshot 11111111 saved'),
      app('mail'),
      app('web-b', {}, '', 'web'),
      elsewhere(app('db', other, 'using parent snapshot 11111111\nsnapshot 22222222 saved')),
      app('lone', { repository: 'u' }, 'snapshot 33333333 saved'),
    ];
    const expected = fleet.map((source) => [source.metadata.name, sharingApps({ source, around: fleet })]);
    const sharers = sharersInFleet(fleet);
    expect(fleet.map((source) => [source.metadata.name, sharers.get(source) ?? []])).toEqual(expected);
    expect(expected).toEqual([
      ['web', ['home/mail', 'lab/db']],
      ['mail', ['home/web', 'home/web-b']],
      ['web-b', ['home/mail']],
      ['db', ['home/web']],
      ['lone', []],
    ]);
  });
});

describe('retainConflicts', () => {
  it.each<[string, Restic, Restic, number]>([
    ['the same rules', { retain: { daily: 7, last: '2' } }, { retain: { last: '2', daily: 7 } }, 0],
    ['nothing, and what VolSync then keeps', {}, { retain: { last: '1' } }, 0],
    ['other rules', { retain: { daily: 7 } }, { retain: { last: '1' } }, 1],
    ['other rules of another repository', { retain: { daily: 7 } }, { repository: 't', retain: { last: '1' } }, 0],
  ])('%s', (_what, here, there, expected) => {
    const source = app('web', here);
    expect(retainConflicts({ source, around: [source, app('web-b', there, '', 'web')] })).toHaveLength(expected);
  });

  it('says what each keeps', () => {
    const source = app('web', { retain: { hourly: 3, daily: 7 } });
    expect(retainConflicts({ source, around: [app('web-b', {}, '', 'web')] })).toEqual([
      'ReplicationSource web-b backs up the same PVC into this repository with another retain (last 1; here daily 7, hourly 3): each sync removes what only the other keeps',
    ]);
  });
});

it.each([
  [['home/mail'], 'home/mail backs up into'],
  [['home/mail', 'lab/x'], 'home/mail, lab/x back up into'],
])('sharedRepositoryText: %o', (apps, expected) => {
  expect(sharedRepositoryText(apps)).toContain(expected);
});
