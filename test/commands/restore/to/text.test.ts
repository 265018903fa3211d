import type { RestoreToPlan } from '../../../../src/commands/restore/to/operation/plan.ts';
import { describe, expect, it } from 'vitest';
import type { RestoreToResult } from '../../../../src/commands/restore/to/operation/restore-to.ts';
import { renderRestored, renderRestoreToPlan, restoreToDocument } from '../../../../src/commands/restore/to/text.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { unframed } from '../../../fakes/unframed.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';
import { snapshotNamed } from '../../../fakes/repository-objects.ts';

const plan: RestoreToPlan = {
  repository: undefined,
  look: { command: 'restore', timeouts: { startMs: 1, endMs: 1 } },
  origin: { kind: 'app', namespace: 'home', name: 'web' },
  source: sourceObject(),
  run: '0123456789abcdef',
  chosen: {
    snapshot: snapshotNamed('be33baf0', '2026-11-22T23:00:00Z'),
    restoreAsOf: '2026-11-22T23:00:00Z',
    previous: 0,
    dataTime: new Date('2026-11-22T23:00:00Z'),
    address: '/repository/web\u001b[2J',
  },
  claim: {
    metadata: { namespace: 'home', name: 'new' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', resources: { requests: { storage: '1Gi' } } },
  },
  timeoutMs: 3_600_000,
  isKept: false,
  compare: undefined,
  tookMs: 2000,
};
const result: RestoreToResult = {
  plan,
  restored: {
    destination: { namespace: 'home', name: 'volsyncctl-restore-01234567' },
    snapshotId: 'be33baf0',
    lines: [],
    waitedMs: 8000,
    moverMs: 7700,
  },
  summary: { entries: 3, bytes: 31 },
  check: { kind: 'same', entries: 3, files: 3, attributes: 0 },
  outcome: 'ok',
  tookMs: 9000,
};

describe('the plan', () => {
  const text = renderRestoreToPlan(plan, {
    selector: { kind: 'as-of', moment: new Date('2026-11-22T23:59:59Z') },
    style: plainStyle,
    clusterName: 'lab',
    columns: 80,
  });

  it('says the snapshot, what was asked with its zone, and all that will happen', () => {
    expect(text).toMatch(
      /^Snapshot {2}be33baf0 {2}2026-11-2\d \S+ UTC\S* {2}2 files, 31 B; asked: 2026-11-2\d \S+ UTC/,
    );
    expect(unframed(text)).toContain('1  make     PVC home/new, 1Gi, class block, ReadWriteOnce');
    expect(text).toContain('restoreAsOf 2026-11-22T23:00:00Z), at most 1h');
    expect(text).toContain('\nWill happen in lab\n');
    expect(text).toContain('Nothing else is changed.');
  });

  it('fits 80 columns, and shows nothing that steers a terminal', () => {
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(text).not.toContain('\u001b');
  });
});

it('the result says what, where, how it is known, how long, and what is next', () => {
  const text = renderRestored(result, plainStyle);
  expect(text).toMatch(/^✔ home\/web {2}snapshot be33baf0 of .* is in PVC home\/new\n/);
  expect(text).toContain("3 entries, 31 B; the mover named the snapshot · 9s, 8s of it VolSync's");
  expect(text).toContain("compared: 3 entries with the snapshot's content\n");
  expect(text).toContain('→ volsyncctl ls pvc/new:/ -n home');
});

it.each<[RestoreToResult['check'], RegExp]>([
  [{ kind: 'same', entries: 3, files: 3, attributes: 1 }, /^✔ [^]*! 1 entry with another owner, mode or time/],
  [{ kind: 'unknown', why: ['it was not seen\u001b'] }, /^\? [^]*is not known:\n {4}it was not seen\S*\n/],
  [{ kind: 'skipped' }, /^✔ (?![^]*compared)/],
])('the result says what comparing has shown: %j', (check, expected) => {
  expect(renderRestored({ ...result, check }, plainStyle)).toMatch(expected);
});

describe('the document', () => {
  it('of a plan', () => {
    expect(restoreToDocument(plan)).toMatchObject({
      schema: 'volsyncctl/restore/v1',
      kind: 'to',
      isDryRun: true,
      state: 'planned',
      app: 'web',
      claim: 'new',
      claimSpec: { storageClassName: 'block' },
    });
  });

  it('of a result, and of a repository without an app', () => {
    const bare = {
      kind: 'repository',
      namespace: 'home',
      secret: 'repo',
      uid: undefined,
      gid: undefined,
      volume: undefined,
    } as const;
    const document = restoreToDocument({ ...plan, origin: bare }, result);
    expect(document).toMatchObject({
      state: 'restored',
      repositorySecret: 'repo',
      provenBy: 'comparison',
      tookSeconds: 9,
      moverSeconds: 7.7,
    });
    expect('app' in document).toBe(false);
  });
});
