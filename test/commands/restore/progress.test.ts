import { expect, it } from 'vitest';
import { restoreProgress } from '../../../src/commands/restore/progress.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const app = { namespace: 'home', name: 'web' };
const why = 'VolSync has not noticed its new schedule yet (next sync: 2026-11-28T18:00:00.000Z)';

function told(io: FakeIo): readonly string[] {
  const progress = restoreProgress(io, plainStyle, app);
  progress.onStep('park', 'forward');
  progress.report({ type: 'step', words: `waiting: ReplicationSource web: ${why}` });
  progress.report({ type: 'left', what: 'PVC x', why, hint: 'kubectl delete pvc x -n home' });
  progress.close();
  return io.err.split('\n');
}

it('stays within the width of a terminal', () => {
  const lines = told(new FakeIo({ isTerminal: true, columns: 80 }));
  expect(lines).toContain('► home/web  4 of 6: park the schedule');
  expect(lines).toContain('► home/web  waiting: ReplicationSource web: VolSync has not noticed its new');
  expect(lines).toContain('  → kubectl delete pvc x -n home');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('is a line for each off a terminal', () => {
  expect(told(new FakeIo())).toEqual([
    '► home/web  4 of 6: park the schedule',
    `► home/web  waiting: ReplicationSource web: ${why}`,
    `! home/web  PVC x is left: ${why}`,
    '  → kubectl delete pvc x -n home',
    '✗ home/web  4 of 6: park the schedule · not finished after 0ms',
    '',
  ]);
});

it('ticks off what the plan says of a step, with the time that it took', () => {
  const io = new FakeIo({ speed: 60_000 });
  const progress = restoreProgress(io, plainStyle, app);
  progress.expect({ keep: [], hold: [], stop: ['Deployment web (1 replica)'], park: [], restore: [], check: [] });
  progress.onStep('stop', 'forward');
  progress.onStepDone();
  progress.onStep('stop', 'giveBack');
  progress.onStepDone();
  progress.close();
  expect(io.err.split('\n')).toEqual([
    '► home/web  3 of 6: stop the app',
    expect.stringMatching(/^✔ home\/web {2}3 of 6: stop the app · Deployment web \(1 replica\) · \d+\S+$/),
    '► home/web  releasing: stop the app',
    expect.stringMatching(/^✔ home\/web {2}releasing: stop the app · \d+\S+$/),
    '',
  ]);
});
