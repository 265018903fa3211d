import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { restoreProgress } from '../../../src/commands/restore/progress.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const app = { namespace: 'home', name: 'web' };
const planned = {
  keep: ['VolumeSnapshot web-before'],
  hold: ['nothing'],
  stop: ['Deployment web (1 replica)'],
  park: [],
  restore: ['extra files stay'],
  check: [],
};

/** A terminal to draw on; permanent lines are in `io.err`. */
function terminal() {
  const none = () => true;
  const stream = Object.assign(new PassThrough(), {
    columns: 80,
    rows: 24,
    isTTY: true,
    cursorTo: none,
    clearLine: none,
    moveCursor: none,
  });
  const io = new FakeIo({ isTerminal: true, speed: 60_000 });
  Object.assign(io.stderr, { stream });
  let drawn = '';
  stream.on('data', (chunk) => (drawn += stripVTControlCharacters(String(chunk))));
  return { io, drawn: () => drawn, progress: restoreProgress(io, plainStyle, app) };
}

it('ticks the rows of the plan off where they stand, and leaves them there', async () => {
  const { io, drawn, progress } = terminal();
  progress.expect(planned);
  progress.onStep('keep', 'forward');
  progress.onStepDone();
  progress.onStep('hold', 'forward');
  progress.report({ type: 'progress', app, words: 'waiting' });
  expect(io.err).toBe('');
  await vi.waitFor(() => expect(drawn()).toMatch(/^ \S 2 suspend what undoes it · nothing: waiting\b/m), 10_000);
  expect(drawn()).toMatch(/ ✔ 1 keep the current state · VolumeSnapshot web-before · \d+\S+$/m);
  expect(drawn()).toMatch(/^ · 3 stop the app · Deployment web \(1 replica\)$/m);
  progress.onStepDone();
  progress.onStep('hold', 'giveBack');
  progress.onStepDone();
  progress.close();
  progress.close();
  expect(io.err.split('\n')).toEqual([
    expect.stringMatching(/^ ✔ 1 keep the current state · VolumeSnapshot web-before · \d+\S+$/),
    expect.stringMatching(/^ ✔ 2 suspend what undoes it · nothing · \d+\S+$/),
    ' · 3 stop the app · Deployment web (1 replica)',
    ' · 4 park the schedule',
    ' · 5 restore with VolSync · extra files stay',
    ' · 6 compare every file',
    expect.stringMatching(/^ ✔ releasing: suspend what undoes it · \d+\S+$/),
    '',
  ]);
});

it('says above the rows what else is to be said, and which step was not finished', () => {
  const { io, progress } = terminal();
  progress.expect(planned);
  progress.onStep('stop', 'forward');
  progress.report({ type: 'left', what: 'PVC x', why: 'it is in use', hint: 'kubectl delete pvc x -n home' });
  expect(io.err).toBe('! home/web  PVC x is left: it is in use\n  → kubectl delete pvc x -n home\n');
  progress.close();
  expect(io.err).toMatch(/^ ✗ 3 stop the app · Deployment web \(1 replica\) · not finished after \d+\S+$/m);
});
