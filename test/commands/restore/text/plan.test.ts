import { describe, expect, it } from 'vitest';
import type { InPlacePlan } from '../../../../src/commands/restore/in-place/operation/plan.ts';
import { askedText, renderRestorePlan, restorePlanDocument } from '../../../../src/commands/restore/text/plan.ts';
import { someComparison, someTally } from '../../../fakes/in-place/comparison.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';
import { unframed } from '../../../fakes/unframed.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const view = { style: plainStyle, programName: 'volsyncctl', columns: 80, clusterName: 'lab', asked: '--latest' };
const journal = someJournal({
  holds: [
    {
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'web',
      uid: 'u3',
      suspendBefore: null,
      why: 'applies Deployment web',
    },
  ],
});
const plan: InPlacePlan = {
  chosen: {
    dataTime: new Date(journal.snapshot.time),
    snapshot: {
      id: journal.snapshot.id,
      time: new Date(journal.snapshot.time),
      host: 'volsync',
      paths: ['/data'],
      parent: undefined,
      summary: undefined,
    },
    restoreAsOf: '2026-11-22T23:00:00Z',
    previous: 0,
    address: undefined,
  },
  preview: someComparison({ changed: someTally(3), onlyInVolume: someTally(2) }),
  journal,
  isUndecided: false,
  ignoresGitOps: false,
  warnings: [],
};

describe('the plan of a restore in place', () => {
  it('says what changes in the volume, and what happens to whom', () => {
    const text = unframed(renderRestorePlan(plan, view));
    expect(text).toContain('~ 3 files (30 B) changed');
    expect(text).toContain('- 2 files (20 B) deleted');
    expect(text).toContain('2  suspend what undoes it  Kustomization flux-system/web');
    expect(text).toContain('3  stop the app            Deployment web (1 replica)');
    expect(text).toContain('4  park the schedule       ReplicationSource web, "0 * * * *"');
    expect(text).toContain('If anything fails: volsyncctl restore abort web -n home');
  });

  it('does not say that files are deleted where nobody has said so', () => {
    const undecided = { ...plan, isUndecided: true };
    expect(renderRestorePlan(undecided, view)).toContain('- 2 files (20 B) not in the snapshot');
    expect(renderRestorePlan(undecided, view)).not.toContain('deleted');
    expect(restorePlanDocument(undecided).deletesExtraFiles).toBeNull();
    expect(restorePlanDocument(plan).deletesExtraFiles).toBe(true);
  });

  it('says loudly that there is no way back', () => {
    const none = { ...plan, journal: someJournal({ safety: { kind: 'none' } }) };
    expect(renderRestorePlan(none, view)).toContain('NOT KEPT, as you asked: no way back');
  });

  it('fits 80 columns, and shows no control characters of the cluster', () => {
    const [held] = journal.holds;
    if (held === undefined) throw new Error('nothing is held');
    const long = { ...held, name: `a\u001b[31m${'-long'.repeat(4)}` };
    const warnings = ['Argo CD would undo it. '.repeat(10)];
    const text = renderRestorePlan({ ...plan, journal: someJournal({ holds: [long, long] }), warnings }, view);
    expect(text).not.toContain('\u001b');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('says the zone of a time that was asked for', () => {
  expect(askedText({ kind: 'as-of', moment: new Date('2026-11-22T23:59:59Z') })).toContain('2026-11-22T23:59:59Z');
});
