import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { MovingLine } from '../../src/cli/moving-line.ts';
import { FakeIo } from '../fake-io.ts';

/** As much of a terminal as is needed to go back on a line. */
function terminal() {
  const none = () => true;
  return Object.assign(new PassThrough(), {
    columns: 80,
    isTTY: true,
    cursorTo: none,
    clearLine: none,
    moveCursor: none,
  });
}

it.each<[string, Record<string, string>, boolean, boolean]>([
  ['on a terminal', {}, true, true],
  ['off a terminal, and on one of no size', {}, false, false],
  ['under CI', { CI: 'true' }, true, false],
  ['on a terminal that cannot go back', { TERM: 'dumb' }, true, false],
])('a line moves only where it can: %s', (_what, env, hasStream, isShown) => {
  const io = new FakeIo({ env });
  const stream = terminal();
  const line = new MovingLine({ env: io.env, stderr: { ...io.stderr, ...(hasStream && { stream }) } });
  expect(line.isShown).toBe(isShown);
  line.draw('at work');
  line.close();
  expect(String(stream.read() ?? '')).toEqual(isShown ? expect.stringContaining('at work') : '');
});

it('has no colour of its own', () => {
  const io = new FakeIo();
  const stream = terminal();
  const line = new MovingLine({ env: {}, stderr: { ...io.stderr, stream } });
  line.draw('at work');
  line.close();
  expect(String(stream.read())).not.toContain('\u001b[3');
});
