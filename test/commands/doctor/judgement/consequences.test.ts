import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/commands/doctor/finding.ts';
import { withoutConsequences } from '../../../../src/commands/doctor/judgement/consequences.ts';

const object = { kind: 'ReplicationSource', namespace: 'home', name: 'web' };

function found(rule: string, parts: Partial<Finding> = {}): Finding {
  const said = { seen: `${rule} was seen`, why: 'so', sure: 'certain' as const, evidence: [] };
  return { rule, harm: 'no-backup', outcome: 'problem', object, ...said, ...parts };
}

it.each([
  ['never-synced', 'so; there is no backup yet'],
  ['stale-backup', 'so; the last backup is too old'],
  ['backup', 'so; backup was seen'],
])('says %s of its cause, whose harm is then the worse', (rule, why) => {
  const all = [found('source-missing'), found(rule, { harm: 'data-loss' })];
  expect(withoutConsequences(all)).toEqual([found('source-missing', { why, harm: 'data-loss' })]);
});

it("repeats no words of the controller's log that the cause has said", () => {
  const logged = found('controller-log', { seen: "VolSync's controller has a recurring error: no quota: 1 of 1" });
  const said = found('mover-pending', { seen: 'refused: no quota: 1 of 1' });
  expect(withoutConsequences([said, logged])).toEqual([said]);
  expect(withoutConsequences([found('paused'), logged])).toEqual([found('paused', { why: `so; ${logged.seen}` })]);
});

it('explains the error of VolSync by what it means, where that is known', () => {
  const all = [found('controller-error'), found('copy-method'), found('never-synced')];
  expect(withoutConsequences(all)).toMatchObject([{ rule: 'copy-method', why: 'so; there is no backup yet' }]);
  expect(withoutConsequences([found('controller-error')])).toHaveLength(1);
});

it('says of a failing sync why it fails, where another rule has proven that', () => {
  const failing = found('failing-sync');
  expect(withoutConsequences([failing, found('mover-user')])).toEqual([found('mover-user')]);
  expect(withoutConsequences([failing, found('mover-user', { sure: 'likely' })])).toHaveLength(2);
});

it('leaves what has no cause, what is of another object, and what could not be looked at', () => {
  const other = found('never-synced', { object: { ...object, name: 'mail' } });
  const unseen = found('never-synced', { outcome: 'could-not-look' });
  const all = [found('source-missing'), other, unseen];
  expect(withoutConsequences(all)).toEqual(all);
  expect(withoutConsequences([found('stale-backup')])).toHaveLength(1);
});
