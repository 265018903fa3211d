import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { AppCheck, BootstrapReport } from '../../../../src/commands/bootstrap-check/operation/check-result.ts';
import { bootstrapCheckDocument, bootstrapCheckNames } from '../../../../src/commands/bootstrap-check/json.ts';
import { renderBootstrapCheck } from '../../../../src/commands/bootstrap-check/text/report.ts';
import { verdictJunit } from '../../../../src/text/verdict-junit.ts';
import { unframed } from '../../../fakes/unframed.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';
import { now, snapshot } from '../../../fakes/bootstrap-facts.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);
const saved = snapshot('724684cd', '2026-11-23T15:12:00Z');

const safe: AppCheck = {
  ...{
    namespace: 'home',
    name: 'web',
    verdict: 'protected',
    reason: undefined,
    message: '',
    details: [],
    hint: undefined,
  },
  ...{ outcome: 'ok', state: 'window-closed', deployedAt: ago(40) },
  volume: { kind: 'bound', name: 'web', createdAt: ago(40), since: ago(39) },
  origin: { kind: 'restored', destination: 'web-bootstrap', at: ago(39), snapshot: 'be33baf0', snapshotTime: ago(60) },
  window: { kind: 'closed', first: saved },
  loss: { kind: 'since', moment: saved.time },
  next: { kind: 'restores', snapshot: saved, origin: { kind: 'own' }, isNewest: true },
  ...{ newest: saved, dataTime: saved.time, snapshots: 7, repository: '/repository/home-web', seenAt: now, notes: [] },
  ...{ wait: undefined, trigger: undefined },
};

const open: AppCheck = {
  ...safe,
  ...{ verdict: 'unprotected', reason: 'window-open', outcome: 'unprotected', state: 'window-open' },
  ...{ message: 'no backup yet: the last sync found an empty volume', hint: 'volsyncctl trigger web -n home' },
  origin: {
    kind: 'started-empty',
    destination: 'web-bootstrap',
    at: ago(4),
    repository: 'no-snapshot',
    address: undefined,
  },
  window: {
    kind: 'open',
    since: ago(4),
    closing: { kind: 'scheduled', at: new Date(now.getTime() + 36 * minute), isEmpty: true },
  },
  loss: { kind: 'everything' },
  ...{ newest: undefined, snapshots: 0 },
};

function report(...apps: readonly AppCheck[]): BootstrapReport {
  const rest = {
    unprotectedClaims: undefined,
    notJudged: [],
    failures: [],
    outcome: 'ok' as const,
    isForRemoval: false,
  };
  return {
    ...rest,
    apps,
    time: now,
    tookMs: 2100,
    pods: [{ namespace: 'home', name: 'volsyncctl-bootstrap-check-x' }],
  };
}

const view = {
  now,
  style: plainStyle,
  programName: 'volsyncctl',
  columns: 80,
  isWide: false,
  hasHeaders: true,
  hasSteps: true,
};

describe('the steps of one app', () => {
  it('say what would be lost, how it began, and what closes the window', () => {
    const text = unframed(renderBootstrapCheck(report(open), view));
    expect(text).toMatch(/^✗ home\/web {2}UNPROTECTED: removing it now loses everything it has \(window-open\)\n/);
    expect(text).toContain('bootstrap     started empty: the repository had no snapshot to restore');
    expect(text).toMatch(
      /first backup {2}none for 4m: the last sync found an empty volume; the next *\n +sync is at \S+ \(in 36m\)/,
    );
    expect(text).toContain('→ volsyncctl bootstrap-check web -n home --trigger');
    expect(text.match(/empty volume/g)).toHaveLength(1);
  });

  it('say what it was restored from and how old the newest backup is', () => {
    const text = unframed(renderBootstrapCheck(report(safe), view));
    expect(text).toMatch(/^✔ home\/web {2}PROTECTED: removing it now loses what was written in the last 12m\n/);
    expect(text).toMatch(/bootstrap +restored from snapshot be33baf0 of \S+ \(60m ago\)/);
    expect(text).toMatch(/first backup +snapshot 724684cd/);
    expect(text).toMatch(/verified +in the repository itself: \/repository\/home-web/);
  });

  it('let no word of the cluster steer the terminal, and keep within 80 columns', () => {
    const hostile = 'evil\u001b[2J\nword '.repeat(12);
    const link = {
      isMoving: false,
      reason: 'destination-missing',
      message: hostile,
      since: ago(2),
      details: [hostile],
      hint: undefined,
    } as const;
    const text = renderBootstrapCheck(
      report({
        ...open,
        message: hostile,
        details: [hostile],
        repository: hostile,
        volume: { kind: 'pending', name: 'web', createdAt: ago(2), link },
      }),
      view,
    );
    expect(text).not.toContain('\u001b');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('a fleet', () => {
  it('is a line for each app, what is wrong beneath, and the counts', () => {
    const claims = [
      { namespace: 'home', name: 'wiki', phase: 'Bound', size: '1Gi', storageClass: 'fast', createdAt: ago(5) },
    ];
    const text = renderBootstrapCheck(
      { ...report(safe, open), unprotectedClaims: claims },
      { ...view, hasHeaders: true, hasSteps: false },
    );
    expect(text).toMatch(/^APP +VERDICT +STATE +LOSS/);
    expect(text).toMatch(/home\/web +✔ protected +window-closed +12m +restored be33baf0/);
    expect(text).toMatch(/home\/wiki +✗ not-backed-up +Bound/);
    expect(text).toMatch(/2 unprotected · 1 protected · 1 pod, 2s\n$/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('is a document with a schema, names, and a JUnit report', () => {
  const document = bootstrapCheckDocument(report(safe, open));
  expect(document).toMatchObject({
    schema: 'volsyncctl/bootstrap-check/v1',
    apps: [
      { loss: { kind: 'since', since: '2026-11-23T15:12:00Z', seconds: 720 }, bootstrap: { kind: 'restored' } },
      { loss: { kind: 'everything' }, window: { closing: { kind: 'scheduled', at: '2026-11-23T16:00:00Z' } } },
    ],
  });
  expect(bootstrapCheckNames(report(safe))).toEqual(['replicationsource.volsync.backube/web']);
  const failures = [new Failure('not-found', 'There is no ReplicationSource x.')];
  const xml = verdictJunit('bootstrap-check', { ...report(safe, open), failures });
  expect(xml).toContain('<testsuite name="volsyncctl bootstrap-check" tests="3" failures="1" errors="1"');
});
