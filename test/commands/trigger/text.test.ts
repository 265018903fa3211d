import { describe, expect, it } from 'vitest';
import { resultOf } from '../../../src/sync/trigger-ending.ts';
import type { TriggerResult } from '../../../src/sync/trigger-result.ts';
import type { TagEnd } from '../../../src/sync/trigger-result.ts';
import { triggerDocument } from '../../../src/text/trigger-json.ts';
import { renderTrigger } from '../../../src/commands/trigger/text.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const now = new Date('2026-11-23T15:26:30Z');
const schedule = { kind: 'schedule', schedule: '0 * * * *' } as const;
const removed: TagEnd = {
  kind: 'removed',
  previous: undefined,
  trigger: schedule,
  nextSyncAt: new Date('2026-11-23T16:00:00Z'),
};
const saved: Known = {
  outcome: 'ok',
  state: 'saved',
  snapshot: {
    id: '724684cd',
    parent: undefined,
    isFirst: false,
    files: 2,
    bytesProcessed: 31,
    bytesAdded: 1014,
    bytesStored: 862,
  },
  durationMs: 9000,
  jitterMs: 2000,
  tagEnd: removed,
};

describe('renderTrigger', () => {
  it('names the snapshot, its numbers and the next scheduled sync', () => {
    expect(text(saved).split('\n')).toEqual([
      '✔ home/web  snapshot 724684cd: 2 files, 1014 B added, 862 B stored',
      '    the sync took 9s, 2s of it jitter',
      expect.stringMatching(/^ {4}the schedule "0 \* \* \* \*" is active again, next \d\d:00:00 \(in 33m\)$/),
      '',
    ]);
  });

  it('says how long was waited where that was more than the sync, and that the repository is new', () => {
    const { snapshot } = saved;
    const shown = text({ ...saved, waitedMs: 31_000, ...(snapshot && { snapshot: { ...snapshot, isFirst: true } }) });
    expect(shown.replace(/\s+/g, ' ')).toContain('862 B stored, the first in a new repository');
    expect(shown).toContain('the sync took 9s, 2s of it jitter; waited 31s in total');
  });

  it('does not call a schedule active while the sync fails', () => {
    const failed = text({
      outcome: 'failed',
      message: 'no',
      isSyncRunning: true,
      tagEnd: { ...removed, nextSyncAt: undefined },
    });
    expect(failed).toContain('VolSync keeps retrying, but the failure is permanent.');
    expect(failed).toContain('is set again and takes effect when this sync ends');
  });

  it('tells of a snapshot that was saved by a sync that failed, and not as a success', () => {
    const failed = text({
      ...saved,
      outcome: 'failed',
      state: 'not-done',
      reason: 'locked',
      message: 'the repository is locked',
    });
    expect(failed).toMatch(/^✗ home\/web {2}the repository is locked\n/);
    expect(failed).toContain('snapshot 724684cd was saved, but the sync did not complete');
  });

  it.each<readonly [string, Partial<TagEnd>, string]>([
    ['a tag that is still there', { kind: 'left' }, 'could not be removed; the schedule is inactive'],
    [
      'a parked schedule whose tag could not be put back',
      { kind: 'left', previous: 'mine', trigger: { kind: 'parked', schedule: '0 * * * *', tag: 'ours' } },
      'is still parked, by the tag "ours" in place of "mine"',
    ],
    ['a trigger that somebody else has changed', { kind: 'replaced' }, 'Someone else has changed the trigger'],
    ['a source without a schedule', { kind: 'kept', trigger: undefined }, 'the tag stays, as there is no schedule'],
    [
      'a schedule that somebody has parked',
      { kind: 'put-back', previous: 'mine', trigger: { kind: 'parked', schedule: '0 * * * *', tag: 'mine' } },
      'is parked, as before, by the tag "mine"',
    ],
    [
      'a schedule that somebody parks now',
      { kind: 'removed', trigger: { kind: 'parked', schedule: '0 * * * *', tag: 'other' } },
      'is parked by the tag "other"',
    ],
    ['a tag that was cleared', { previous: 'old' }, 'the tag "old", a leftover, is removed'],
  ])('says what became of %s', (_, end, expected) => {
    expect(text({ ...saved, tagEnd: { ...removed, ...end } }).replace(/\s+/g, ' ')).toContain(expected);
  });

  it('never shows what is unknown as good', () => {
    expect(text({ outcome: 'unknown', reason: 'no-evidence', message: 'no proof' })).toBe('? home/web  no proof\n');
  });

  it('lets nothing of the cluster steer the terminal', () => {
    const hostile = text({ outcome: 'failed', message: 'a\u001b[2Jb', details: ['c\u001b]0;d\u0007e'], hint: 'f\rg' });
    expect(hostile).toBe('✗ home/web  ab\n      ce\n  → fg\n');
  });

  it('names the cluster of a plan', () => {
    const apps = [resultWith({ outcome: 'ok', state: 'planned' })];
    expect(renderTrigger({ apps, outcome: 'ok', isDryRun: true }, view)).toMatch(/^Would happen in lab:\n► home\/web /);
  });

  it('counts several apps', () => {
    const apps = [resultWith(saved), resultWith({ outcome: 'failed' }), resultWith({ outcome: 'unknown' })];
    const shown = renderTrigger({ apps, outcome: 'failed', isDryRun: false }, view);
    expect(shown.trimEnd().split('\n').at(-1)).toBe('3 apps · 1 ok · 1 not · 1 unknown');
  });

  it('stays within 80 columns, but for a command to paste', () => {
    const long = text({ outcome: 'failed', message: 'word '.repeat(60), hint: `kubectl ${'x'.repeat(100)}` });
    const lines = long.split('\n').filter((line) => !line.startsWith('  → '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('triggerDocument', () => {
  it('has the schema, seconds and RFC 3339', () => {
    const document = triggerDocument({ apps: [resultWith(saved)], outcome: 'ok', isDryRun: false });
    expect(document).toMatchObject({
      schema: 'volsyncctl/trigger/v1',
      outcome: 'ok',
      apps: [
        {
          namespace: 'home',
          name: 'web',
          snapshot: { id: '724684cd' },
          durationSeconds: 9,
          jitterSeconds: 2,
          tagEnd: 'removed',
          trigger: { kind: 'schedule', schedule: '0 * * * *' },
          nextSync: '2026-11-23T16:00:00Z',
        },
      ],
    });
  });
});

const key = { namespace: 'home', name: 'web' };
const view = { now, style: plainStyle, programName: 'volsyncctl', columns: 80, clusterName: 'lab' };

function text(ending: Known): string {
  return renderTrigger({ apps: [resultWith(ending)], outcome: ending.outcome, isDryRun: false }, view);
}

type Known = Partial<TriggerResult> & Pick<TriggerResult, 'outcome'>;

function resultWith(known: Known): TriggerResult {
  return { ...resultOf(key, { outcome: known.outcome }), ...known };
}
