import { describe, expect, it } from 'vitest';
import { snapshotNames, snapshotsDocument } from '../../../../src/commands/snapshots/json.ts';
import { renderSnapshots, type SnapshotsView } from '../../../../src/commands/snapshots/text/snapshots.ts';
import type {
  AppSnapshots,
  ListedSnapshot,
  SeenSnapshots,
  SnapshotsReport,
} from '../../../../src/repository/snapshots-result.ts';
import { unprotected } from '../../../../src/volsync/verdict.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';
import { snapshotNamed } from '../../../fakes/repository-objects.ts';

/** In local time, in which times are shown. */
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 0, 5).toISOString();
const now = new Date(2026, 10, 23, 15, 24);

const big = { files: 8112, bytes: 1_288_490_188, bytesAdded: 19_293_798, bytesStored: 1598 };
const listed = (id: string, time: string, previous: number[] | undefined, change = {}): ListedSnapshot => ({
  ...snapshotNamed(id, time, { summary: big, ...change }),
  previous,
  dataTime: new Date(time),
  origin: { kind: 'own' },
});
const newest = listed('cccccccc', at(23, 15), [0], { parent: 'b'.repeat(64) });
const foreign: ListedSnapshot = {
  ...listed('bbbbbbbb', at(22, 15), [1, 2], { host: 'nas\u001b[31m', paths: ['/srv/database'] }),
  origin: { kind: 'foreign', why: 'not-volsync' },
};
const oldest = listed('aaaaaaaa', at(21, 15), [], { summary: undefined });

function seen(change: Partial<SeenSnapshots> = {}, name = 'web'): AppSnapshots {
  return {
    ...{ namespace: 'home', name, repository: '/repository/web', kind: 'seen', total: 3, choice: undefined },
    ...{ snapshots: [newest, foreign, oldest], sharedWith: [], passedOver: [], seenAt: now, ...change },
  };
}

const hidden: AppSnapshots = {
  ...{ namespace: 'home', name: 'mail', repository: undefined, kind: 'hidden' },
  judgement: unprotected('wrong-password', 'the password does not open the repository', {
    details: ['Fatal: wrong password'],
    hint: 'volsyncctl status mail -n home',
  }),
};

function report(...apps: readonly AppSnapshots[]): SnapshotsReport {
  return { apps, failures: [], outcome: 'ok', time: now, tookMs: 2040, pods: [{ namespace: 'home', name: 'p' }] };
}

const plain: SnapshotsView = {
  ...{ style: plainStyle, programName: 'kubectl volsyncctl', columns: 80, isWide: false },
  ...{ selector: undefined, since: undefined, hasHeaders: true },
};
const lines = (apps: readonly AppSnapshots[], view: Partial<SnapshotsView> = {}) =>
  renderSnapshots(report(...apps), { ...plain, ...view })
    .split('\n')
    .slice(0, -1);

describe('renderSnapshots', () => {
  it.each<[ListedSnapshot['origin'], string]>([
    [{ kind: 'foreign', why: 'unclaimed' }, '    foreign: no sync in this cluster made it'],
    [{ kind: 'other-app', app: 'home/mail\u001b[31m' }, '    from home/mail, whose ReplicationSource reports it'],
    [{ kind: 'rewritten', of: 'd'.repeat(64) }, '    rewritten: was dddddddd'],
    [{ kind: 'failed-mover' }, '    its mover failed afterwards: files may be missing'],
  ])('marks what is not surely of the app: %o', (origin, note) => {
    expect(lines([seen({ snapshots: [{ ...newest, origin }, oldest] })])).toContain(note);
    expect(lines([seen({ snapshots: [{ ...newest, origin }] })], { isWide: true })).toContain(note);
  });

  it.each<ListedSnapshot['origin']>([{ kind: 'own' }, { kind: 'earlier' }, { kind: 'running-sync' }])(
    'marks nothing else: %o',
    (origin) => {
      expect(lines([seen({ snapshots: [{ ...newest, origin }] })])).toHaveLength(4);
    },
  );

  it('says of thousands of one second in one entry by which numbers it is restored', () => {
    const many = Array.from({ length: 5000 }, (_, index) => index);
    const first = listed('cccccccc', at(23, 15), [...many, 5003, 5004, 5008]);
    const rest = Array.from({ length: 4999 }, (_, index) => listed(String(index).padStart(8, '0'), at(23, 15), []));
    const text = renderSnapshots(report(seen({ snapshots: [first, ...rest] })), plain);
    expect(text).toContain('cccccccc  0–4999, 5003, 5004, 5008  2026-11-23');
    expect(text.length).toBeLessThan(1_000_000);
  });

  it('lets no long cell make every line long', () => {
    const host = 'h'.repeat(100_000);
    const snapshots = Array.from({ length: 100 }, (_, index) =>
      listed(String(index).padStart(8, '0'), at(23, 15), [index], index === 0 ? { host } : {}),
    );
    const text = renderSnapshots(report(seen({ snapshots })), { ...plain, isWide: true });
    expect(text.length).toBeLessThan(100_000);
  });

  it('shows one app, newest first, and what is not of VolSync', () => {
    expect(lines([seen()])).toEqual([
      'home/web  3 snapshots in /repository/web',
      'SNAPSHOT  PREVIOUS  TIME                 AGE      FILES  SIZE     ADDED',
      'cccccccc  0         2026-11-23 15:00:05  23m ago  8,112  1.2 GiB  18.4 MiB',
      'bbbbbbbb  1, 2      2026-11-22 15:00:05  24h ago  8,112  1.2 GiB  18.4 MiB',
      '    not from VolSync: host nas, path /srv/database',
      'aaaaaaaa  –         2026-11-21 15:00:05  2d ago   –      –        –',
      '3 snapshots · 1 pod, 2s',
    ]);
  });

  it('shows both times where the data is well older than the snapshot', () => {
    const retried = { ...newest, dataTime: new Date(2026, 10, 23, 14, 0, 5) };
    expect(lines([seen({ snapshots: [retried] })]).slice(2, 4)).toEqual([
      'cccccccc  0         2026-11-23 15:00:05  83m ago  8,112  1.2 GiB  18.4 MiB',
      '    data of 14:00:05 (83m ago), copied when its sync began; saved 15:00:05',
    ]);
  });

  it('says more in the wide form', () => {
    const [, head, first, second] = lines([seen()], { isWide: true });
    expect(head).toMatch(/ADDED +STORED +PARENT +HOST +PATH$/);
    expect(first).toMatch(/18\.4 MiB +1\.6 KiB +bbbbbbbb +– +–$/);
    expect(second).toMatch(/1\.6 KiB +– +nas +\/srv\/database$/);
  });

  it('marks what a restore would take, shown or not', () => {
    const selector = { asOf: new Date('2026-11-23T00:00:00Z'), previous: 1 };
    const choice = { kind: 'chosen', snapshot: foreign } as const;
    const shown = lines([seen({ choice, snapshots: [newest, foreign] })], { selector });
    expect(shown.slice(1, 4).map((line) => line.slice(0, 12))).toEqual([
      '   SNAPSHOT ',
      '   cccccccc ',
      '►  bbbbbbbb ',
    ]);
    expect(shown).toContain(
      '► restoreAsOf: 2026-11-23T00:00:00Z, previous: 1 restores bbbbbbbb of 2026-11-22 15:00:05',
    );
    const unshown = lines([seen({ choice, snapshots: [newest] })], { selector: { asOf: undefined, previous: 0 } });
    expect(unshown).toContain('► previous: 0 restores bbbbbbbb of 2026-11-22 15:00:05');
    expect(unshown[0]).toBe('home/web  3 snapshots in /repository/web, 1 shown');
  });

  it('says that a restore would take none, and that VolSync would not', () => {
    const selector = { asOf: new Date('2026-01-01T00:00:00Z'), previous: 0 };
    expect(lines([seen({ choice: { kind: 'none' } })], { selector }).slice(-3, -1)).toEqual([
      '! none: restoreAsOf: 2026-01-01T00:00:00Z restores nothing, and VolSync',
      '  reports success',
    ]);
  });

  it('does not guess', () => {
    const selector = { asOf: undefined, previous: 0 };
    const choice = { kind: 'unclear', why: 'snapshot eeeeeeee has several paths' } as const;
    const shown = lines([seen({ choice, snapshots: [{ ...newest, previous: undefined }] })], { selector });
    expect(shown[2]).toMatch(/^cccccccc {2}\? /);
    expect(shown.slice(3, 5).join(' ')).toMatch(/^\? what previous: 0 restores is unknown: snapshot eeeeeeee/);
  });

  it('tells an empty repository, one that is shared, and one of which not all was read', () => {
    expect(lines([seen({ snapshots: [], total: 0 })])).toEqual([
      'home/web  no snapshot in /repository/web',
      '    → kubectl volsyncctl trigger web -n home',
      '0 snapshots · 1 pod, 2s',
    ]);
    const [, shared] = lines([seen({ sharedWith: ['home/mail'] })]);
    expect(shared).toBe('    also the repository of home/mail: these snapshots may be from another app');
    expect(lines([seen({ passedOver: ['Ignoring "dddd": gone'] })]).slice(1, 3)).toEqual([
      '    incomplete: restic could not read 1 snapshot more',
      '      Ignoring "dddd": gone',
    ]);
  });

  it('says what was left out', () => {
    const since = new Date(2026, 10, 23);
    expect(lines([seen({ snapshots: [] })], { since })[0]).toBe(
      'home/web  3 snapshots in /repository/web, none since 2026-11-23 00:00:00',
    );
  });

  it('has a section for each of several, with the reason where nothing was seen', () => {
    expect(lines([seen({ snapshots: [newest], total: 1 }), hidden])).toEqual([
      'home/web  1 snapshot in /repository/web',
      'SNAPSHOT  PREVIOUS  TIME                 AGE      FILES  SIZE     ADDED',
      'cccccccc  0         2026-11-23 15:00:05  23m ago  8,112  1.2 GiB  18.4 MiB',
      '',
      'home/mail  ? not read',
      '    the password does not open the repository',
      '      Fatal: wrong password',
      '    → volsyncctl status mail -n home',
      '',
      '1 snapshot · 2 apps · 1 not read · 1 pod, 2s',
    ]);
  });

  it('leaves columns out from the right where the terminal is narrow', () => {
    expect(lines([seen()], { columns: 60 })[1]).toMatch(/AGE +FILES$/);
  });
});

describe('snapshotsDocument', () => {
  it('says all that is shown, with whole ids', () => {
    const selector = { asOf: undefined, previous: 0 };
    const choice = { kind: 'chosen', snapshot: newest } as const;
    const document = snapshotsDocument(report(seen({ choice }), hidden), selector);
    expect(JSON.parse(JSON.stringify(document))).toMatchObject({
      schema: 'volsyncctl/snapshots/v1',
      tookSeconds: 2,
      wish: { previous: 0 },
      apps: [
        {
          ...{ name: 'web', state: 'seen', total: 3, choice: { kind: 'chosen', id: newest.id } },
          snapshots: [
            { id: newest.id, files: 8112, bytesAdded: 19_293_798, isVolSync: true, previous: [0] },
            { id: foreign.id, isVolSync: false, host: 'nas\u001b[31m', paths: ['/srv/database'], previous: [1, 2] },
            { id: oldest.id, previous: [] },
          ],
        },
        { name: 'mail', state: 'unknown', reason: 'wrong-password' },
      ],
    });
    expect(document.apps[1]).not.toHaveProperty('snapshots');
    expect(snapshotNames(report(seen(), hidden))).toEqual([newest.id, foreign.id, oldest.id]);
  });
});
