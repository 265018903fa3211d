import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { OpenRestore } from '../../../../src/commands/restore/status/operation.ts';
import { renderRestoreStatus, restoreStatusDocument } from '../../../../src/commands/restore/status/text.ts';
import type { ClaimState } from '../../../../src/commands/restore/judgement/claim-identity.ts';
import type { RestoreJournal } from '../../../../src/volsync/restore-journal.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const time = new Date('2026-11-24T20:04:00Z');
const view = { style: plainStyle, programName: 'volsyncctl', columns: 80, place: 'namespace home' };

const same = { state: 'same', uid: 'u7' } as const;

function shown(
  change: Partial<RestoreJournal>,
  fate: OpenRestore['fate'] = 'gone',
  { claim = same, safety = 'there' }: Partial<Pick<OpenRestore, 'claim' | 'safety'>> = {},
): string {
  const holder = { hostname: 'desk', pid: 7 };
  return renderRestoreStatus(
    { time, restores: [{ journal: someJournal(change), holder, fate, claim, safety }], unreadable: [], parked: [] },
    view,
  );
}

describe('an open restore', () => {
  it('says how far it is, what it holds, and both ways out', () => {
    const trouble = 'the disk is full';
    const text = shown({
      steps: { keep: 'done', hold: 'done', stop: 'done', park: 'done', restore: 'begun' },
      trouble,
    });
    expect(text).toBe(`✗ home/web  restore begun 4m ago, at step 5 of 6: restore with VolSync
    snapshot  be33baf0 of 2026-11-22T23:00:00Z
    volume    pvc/web may be half restored
    off now   Deployment web (1 replica)
    off now   the schedule of ReplicationSource web
    way back  VolumeSnapshot home/volsyncctl-web-before-01234567
    process   7 on desk, gone
    trouble   the disk is full
  → resume: volsyncctl restore resume web -n home
  → roll back: volsyncctl restore abort web -n home
`);
  });

  it.each<[string, Partial<RestoreJournal>]>([
    ['is as it was', { steps: { keep: 'done', stop: 'begun' } }],
    ['may be half restored', { steps: { restore: 'done', check: 'begun' } }],
    ['is restored and proven', { steps: { restore: 'done', check: 'done' }, direction: 'giving-back' }],
    ['may be half restored', { steps: { restore: 'begun' }, direction: 'aborting' }],
    [
      'may be half restored, and stays so (--leave-data)',
      { steps: { restore: 'begun' }, direction: 'aborting', leavesData: true },
    ],
    ['has its previous data again', { steps: { restore: 'given-back' }, direction: 'aborting' }],
  ])('the volume %s', (words, change) => {
    expect(shown(change)).toContain(`pvc/web ${words}\n`);
  });

  it.each<[ClaimState, string, readonly string[]]>([
    ['deleted', 'was deleted: what the restore wrote is gone', ['abort web -n home --leave-data']],
    ['being-deleted', 'is being deleted, and its data with it', ['abort web -n home --leave-data']],
    [
      'replaced',
      'was deleted and created again',
      ['resume web -n home --pvc-uid u7', 'abort web -n home --pvc-uid u7', 'abort web -n home --leave-data'],
    ],
    [
      'unproven',
      'may have been created again',
      ['resume web -n home --pvc-uid u7', 'abort web -n home --pvc-uid u7', 'abort web -n home --leave-data'],
    ],
  ])('is never proven of a volume that is %s', (state, words, ways) => {
    const claim = { state, uid: ['replaced', 'unproven'].includes(state) ? 'u7' : undefined };
    const proven = { steps: { restore: 'done', check: 'done' }, direction: 'giving-back' } as const;
    const text = shown(proven, 'gone', { claim });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`volume pvc/web ${words}`);
    expect(text).not.toContain('restored and proven');
    expect(text.match(/(?<=→ .*: volsyncctl restore )\S.*$/gm)).toEqual(ways);
  });

  it('names no way out while its process is at work, and only back on the way back', () => {
    expect(shown({}, 'running')).not.toContain('→');
    expect(shown({ direction: 'aborting', steps: { keep: 'begun' } })).not.toContain('resume');
  });

  it('names no way back that is gone', () => {
    const steps = { keep: 'done', restore: 'begun' } as const;
    const gone = shown({ steps }, 'gone', { safety: 'gone' });
    expect(gone.replaceAll(/\s+/g, ' ')).toContain(
      'way back none: VolumeSnapshot home/volsyncctl-web-before-01234567 was deleted',
    );
    expect(gone).toContain('restore resume web');
    expect(gone).toContain('restore abort web -n home --leave-data\n');
    expect(gone).not.toContain('roll back');
    expect(shown({ steps }, 'gone', { safety: 'unknown' }).replaceAll(/\s+/g, ' ')).toContain(
      'which could not be looked up',
    );
  });

  it('has no way back where nothing was kept', () => {
    expect(shown({ safety: { kind: 'none' } })).toContain('none: the previous data was not kept');
  });

  it('shows no control characters of the cluster, and fits 80 columns', () => {
    const text = shown({ trouble: `bad\u001b[31m ${'word '.repeat(40)}` });
    expect(text).not.toContain('\u001b');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('says where none is', () => {
  expect(renderRestoreStatus({ time, restores: [], unreadable: [], parked: [] }, view)).toBe(
    'No in-place restore is open in namespace home.\n',
  );
});

it('is the journal, for scripts', () => {
  const restores = [
    { journal: someJournal(), holder: undefined, fate: 'elsewhere' as const, claim: same, safety: 'there' as const },
  ];
  expect(restoreStatusDocument({ time, restores, unreadable: [], parked: [] })).toMatchObject({
    schema: 'volsyncctl/restore-status/v1',
    restores: [{ app: 'web', isVolumeTouched: false, schema: undefined }],
  });
});

describe('a journal that is not understood', () => {
  const failure = new Failure('unknown', 'The journal in ConfigMap home/j cannot be parsed.', {
    details: [`holds.0.kind: Invalid option ${'word '.repeat(30)}`],
    hint: ['look at it and fix it: kubectl edit configmap j -n home', 'remove: kubectl delete configmap j -n home'],
  });
  const unreadable = [{ namespace: 'home', name: 'j', failure }];

  it('is named beside those that are, with why and what to do', () => {
    const restores = [
      { journal: someJournal(), holder: undefined, fate: 'elsewhere' as const, claim: same, safety: 'there' as const },
    ];
    const text = renderRestoreStatus({ time, restores, unreadable, parked: [] }, view);
    expect(text).toContain('✗ home/web  restore begun 4m ago');
    expect(text).toContain('? The journal in ConfigMap home/j cannot be parsed.\n    holds.0.kind: Invalid option');
    expect(text).toContain('  → look at it and fix it: kubectl edit configmap j -n home\n  → remove: kubectl delete');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('is never nothing, and is in JSON', () => {
    expect(renderRestoreStatus({ time, restores: [], unreadable, parked: [] }, view)).not.toContain('No restore');
    expect(restoreStatusDocument({ time, restores: [], unreadable, parked: [] })).toMatchObject({
      restores: [],
      unreadableJournals: [{ namespace: 'home', name: 'j', message: failure.message, details: failure.details }],
    });
  });
});
