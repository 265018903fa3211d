import { drilledSource, provenDrill } from '../../../fakes/drilled-source.ts';
import { describe, expect, it } from 'vitest';
import { renderFleet, type StatusView } from '../../../../src/commands/status/text/fleet.ts';
import { statusDocument, statusNames } from '../../../../src/commands/status/json/fleet.ts';
import { assessFleet, type FleetFacts } from '../../../../src/commands/status/judgement/fleet.ts';
import { destinationObject, newSource, nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const now = new Date('2026-11-23T15:24:00Z');
const view: StatusView = {
  style: plainStyle,
  programName: 'volsyncctl',
  isWide: false,
  hasNamespaces: false,
  onlyProblems: false,
  hasHeaders: true,
  isSorted: false,
  columns: undefined,
};

function fleet(facts: Partial<FleetFacts>) {
  return assessFleet({ sources: [], destinations: [], movers: new Map(), gaps: [], ...facts }, now);
}

const mixed = fleet({
  sources: [
    sourceObject({}, {}, 'web'),
    sourceObject({}, { lastSyncStartTime: '2026-11-23T15:23:40Z' }, 'mail'),
    sourceObject({}, { lastSyncStartTime: '2026-11-23T12:20:00Z', lastSyncTime: '2026-11-22T12:10:00Z' }, 'sonarr'),
    sourceObject({ trigger: { schedule: '0 * * * *', manual: 'sync-1' } }, { lastManualSync: 'sync-1' }, 'pgadmin'),
    sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: '' } }, 'radarr'),
    newSource({}, 'wiki'),
  ],
  movers: new Map([
    [
      'source-sonarr',
      {
        kind: 'failing',
        failedPods: 3,
        cause: {
          reason: 'no-space',
          message: 'no space left in the repository',
          canHeal: false,
          details: [],
          hint: undefined,
        },
      },
    ],
  ]),
});

function lines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

describe('renderFleet', () => {
  it('puts the worst first, says what is wrong and what mends it, and counts', () => {
    expect(lines(renderFleet(mixed, view))).toEqual([
      'APP      STATE              LAST SYNC  NEXT    SNAPSHOT',
      'sonarr   ✗ failing 3h       27h ago    –       724684cd',
      '  no space left in the repository',
      '  → volsyncctl logs sonarr -n home',
      'wiki     ✗ never synced 3d  never      –       –',
      '  no backup yet: the bootstrap window is open, and VolSync has not begun the',
      '  first sync',
      '  → volsyncctl trigger wiki -n home',
      'pgadmin  ! parked           23m ago    never   724684cd',
      '  the manual tag "sync-1" overrides the schedule "0 * * * *"',
      '  → volsyncctl trigger pgadmin -n home --unpark',
      'radarr   ? unknown          23m ago    in 36m  ?',
      '  the log of the last complete sync was not kept: it may have found an empty',
      '  volume',
      '  → volsyncctl trigger radarr -n home',
      'mail     ⟳ running 20s      23m ago    –       724684cd',
      'web      ✔ idle             23m ago    in 36m  724684cd',
      '6 apps · 2 ok · 1 unknown · 1 parked · 1 failing · 1 never synced',
    ]);
  });

  it('has no line that is wider than 80 columns', () => {
    for (const line of lines(renderFleet(mixed, { ...view, hasNamespaces: true }))) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('shows only problems, and counts all', () => {
    const text = renderFleet(mixed, { ...view, onlyProblems: true });
    expect(text).not.toMatch(/^(?:web|mail)/m);
    expect(text).toContain('6 apps · 2 ok');
  });

  it('adds PVC, mover, copy method, duration and schedule in the wide form', () => {
    const text = renderFleet(fleet({ sources: [sourceObject()] }), { ...view, isWide: true });
    expect(lines(text).slice(0, 2)).toEqual([
      'APP  STATE   LAST SYNC  NEXT    SNAPSHOT  TOOK  SCHEDULE   PVC  MOVER   COPY      DRILL',
      'web  ✔ idle  23m ago    in 36m  724684cd  12s   0 * * * *  web  restic  Snapshot  –',
    ]);
  });

  it.each([
    ['protected', provenDrill, '2d ago'],
    ['unprotected', provenDrill, '✗ 2d ago'],
    ['unknown', undefined, '? never passed'],
  ] as const)('adds how a drill ended, with the age of the data that was restored: %s', (verdict, proven, cell) => {
    const source = drilledSource({ verdict, proven });
    const text = renderFleet(fleet({ sources: [source] }), { ...view, isWide: true });
    expect(lines(text)[1]).toMatch(new RegExp(`Snapshot {2}${cell.replace('?', '[?]')}$`));
  });

  it('shows the age of the data where that is well older than the end of its sync', () => {
    const retried = sourceObject({}, { lastSyncDuration: '30m12.4s' });
    expect(lines(renderFleet(fleet({ sources: [retried] }), view))[1]).toMatch(
      /^web {2}✔ idle {2}23m ago \(data 54m\) {2}in/,
    );
  });

  it('leaves columns out on a terminal that is too narrow for long names, never a name', () => {
    const one = fleet({ sources: [sourceObject({}, {}, 'a-name-of-thirty-characters-xx')] });
    const [header, row] = lines(renderFleet(one, { ...view, columns: 60 }));
    expect(header).toBe('APP                             STATE   LAST SYNC  NEXT');
    expect(row).toBe('a-name-of-thirty-characters-xx  ✔ idle  23m ago    in 36m');
  });

  it('shows destinations that need attention, and all where there is nothing else', () => {
    const destinations = [
      destinationObject(),
      destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } }, 'wiki'),
    ];
    const both = renderFleet(fleet({ sources: [sourceObject()], destinations }), view);
    expect(both).toMatch(/^wiki-bootstrap +! restored nothing +2d ago +manual +none$/m);
    expect(both).not.toContain('web-bootstrap ');
    expect(both).toContain('2 destinations · 1 ok · 1 restored nothing\n');
    expect(renderFleet(fleet({ destinations }), view)).toMatch(
      /^web-bootstrap +✔ restored +2d ago +manual +724684cd$/m,
    );
  });

  it('names what could not be read', () => {
    const gaps = [
      { kind: 'ReplicationDestination', reason: 'forbidden', message: 'May not list replicationdestinations.' },
    ] as const;
    expect(renderFleet(fleet({ sources: [sourceObject()], gaps }), view)).toContain(
      '? each ReplicationDestination: unknown. May not list replicationdestinations.\n',
    );
  });

  it('lets no text of the cluster steer the terminal', () => {
    const hostile = '\x1b]0;owned\x07\x1b[2J\r\u009b31mtext\u202e';
    const sources = [
      sourceObject({ trigger: { schedule: '0 * * * *', manual: hostile } }, { lastManualSync: hostile }, 'a'),
      sourceObject({ trigger: { schedule: `@daily${hostile}` }, sourcePVC: hostile }, {}, 'b'),
      sourceObject(
        {},
        { conditions: [{ type: 'Synchronizing', status: 'False', reason: 'Error', message: hostile }] },
        'c',
      ),
    ];
    const text = renderFleet(fleet({ sources }), { ...view, isWide: true });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text).toContain('text');
  });
});

describe('statusDocument', () => {
  const document = JSON.parse(JSON.stringify(statusDocument(mixed, true))) as {
    sources: Record<string, unknown>[];
    counts: { sources: unknown };
  };

  it('is a contract', () => {
    expect(document.sources[0]).toEqual({
      namespace: 'home',
      name: 'sonarr',
      state: 'failing',
      level: 'bad',
      since: '2026-11-23T12:20:00Z',
      problems: [
        {
          reason: 'failing',
          level: 'bad',
          cause: 'no-space',
          message: 'no space left in the repository',
          details: [],
          hint: 'volsyncctl logs sonarr -n home',
        },
        {
          reason: 'stale',
          level: 'bad',
          message: 'older than the schedule "0 * * * *" allows',
          details: [],
          hint: 'volsyncctl trigger sonarr -n home',
        },
      ],
      mover: 'restic',
      trigger: { kind: 'schedule', schedule: '0 * * * *' },
      isPaused: false,
      syncingSince: '2026-11-23T12:20:00Z',
      sourcePVC: 'sonarr',
      copyMethod: 'Snapshot',
      lastSync: {
        result: 'backup',
        time: '2026-11-22T12:10:00Z',
        dataTime: '2026-11-22T12:09:48Z',
        durationSeconds: 12.4,
        snapshotId: '724684cd',
      },
      freshness: { verdict: 'stale', dueBy: '2026-11-22T14:00:00Z' },
    });
    expect(document).toMatchObject({ schema: 'volsyncctl/status/v1', time: '2026-11-23T15:24:00Z', unread: [] });
  });

  it('lists only problems where that is asked for, and counts all', () => {
    expect(document.sources).toHaveLength(4);
    expect(document.counts.sources).toEqual({
      total: 6,
      levels: { ok: 2, unknown: 1, warning: 1, bad: 2 },
      states: { idle: 1, syncing: 1, failing: 1, 'parked-schedule': 1, 'no-evidence': 1, 'never-synced': 1 },
    });
  });
});

describe('statusNames', () => {
  it('names what trigger and logs understand', () => {
    expect(statusNames(fleet({ sources: [sourceObject()], destinations: [destinationObject()] }), false)).toEqual([
      'replicationsource.volsync.backube/web',
      'replicationdestination.volsync.backube/web-bootstrap',
    ]);
  });
});
