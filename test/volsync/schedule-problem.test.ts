import { expect, it } from 'vitest';
import { scheduleProblem } from '../../src/volsync/schedule-problem.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import { triggerRefusal } from '../../src/volsync/trigger-refusal.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const schedule = 'CRON_TZ=Asia/Tokyo 0 2 * * *';
const condition = (reason: string, message: string) => [
  { type: 'Synchronizing', status: 'False' as const, reason, message },
];
const without = sourceObject(
  { trigger: { schedule } },
  { conditions: condition('Error', 'provided bad location Asia/Tokyo: unknown time zone Asia/Tokyo') },
);

it('is a broken schedule where VolSync does not know the time zone, for status and for trigger', () => {
  const { state, problems } = sourceStatus({
    kind: 'replicationsource',
    object: without,
    mover: { kind: 'not-looked' },
    now: new Date('2026-11-23T15:24:00Z'),
  });
  expect([state, problems.map(({ reason }) => reason)]).toEqual(['broken-schedule', ['broken-schedule']]);
  expect(problems[0]?.message).toContain('it does not know the time zone Asia/Tokyo (its image has no tzdata)');
  expect(triggerRefusal(without)).toMatchObject({ reason: 'broken-schedule' });
});

it('is none where VolSync takes the time zone', () => {
  expect(scheduleProblem(sourceObject({ trigger: { schedule } }))).toBeUndefined();
  const other = sourceObject({ trigger: { schedule } }, { conditions: condition('Error', 'Secret "x" not found') });
  expect(scheduleProblem(other)).toBeUndefined();
});
