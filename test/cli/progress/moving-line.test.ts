import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MovingLine } from '../../../src/cli/progress/moving-line.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

/** The part of a terminal that is needed to redraw a line. */
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

function lineIo(io: FakeIo, stream: ReturnType<typeof terminal> | undefined) {
  return { env: io.env, stderr: { ...io.stderr, ...(stream && { stream }) }, now: () => io.now(), sleep: never };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

it.each<[string, Record<string, string>, boolean, boolean]>([
  ['on a terminal', {}, true, true],
  ['off a terminal, and on one of no size', {}, false, false],
  ['under CI', { CI: 'true' }, true, false],
  ['on a terminal that cannot go back', { TERM: 'dumb' }, true, false],
])('a line moves only where it can: %s', (_what, env, hasStream, isShown) => {
  const io = new FakeIo({ env });
  const stream = terminal();
  const line = new MovingLine(lineIo(io, hasStream ? stream : undefined));
  expect(line.isShown).toBe(isShown);
  line.draw('at work');
  line.close();
  expect(String(stream.read() ?? '')).toEqual(isShown ? expect.stringContaining('at work') : '');
});

it('has no colour of its own', () => {
  const io = new FakeIo();
  const stream = terminal();
  const line = new MovingLine(lineIo(io, stream));
  line.draw('at work');
  line.close();
  expect(String(stream.read())).not.toContain('\u001b[3');
});

it('shows how long it has been at work', async () => {
  const io = new FakeIo();
  const stream = terminal();
  let ms = 0;
  const line = new MovingLine({ ...lineIo(io, stream), now: () => new Date(ms) });
  ms = 75_000;
  line.draw('at work '.repeat(20));
  await sleep(100);
  line.close();
  const drawn = String(stream.read());
  expect(drawn).toContain(' 1m15s');
  expect(/⠋.*? 1m15s/.exec(drawn)?.[0].length).toBeLessThanOrEqual(79);
});

it('is elsewhere a line each half minute, later each five minutes, until its end or a pause', async () => {
  const io = new FakeIo();
  const lengths: number[] = [];
  let ms = 0;
  const wakers: (() => void)[] = [];
  const line = new MovingLine({
    ...lineIo(io, undefined),
    now: () => new Date(ms),
    sleep: (length, signal) =>
      new Promise((wake, refuse) => {
        lengths.push(length);
        wakers.push(wake);
        signal?.addEventListener('abort', () => refuse(new Error('aborted')));
      }),
  });
  const pass = async (length: number) => {
    ms += length;
    wakers.shift()?.();
    await sleep(0);
  };
  line.draw('2 of 40 apps');
  await pass(30_000);
  line.pause();
  await pass(300_000);
  line.draw('39 of 40 apps');
  await pass(300_000);
  line.close();
  line.draw('nothing more');
  await pass(300_000);
  expect(io.err).toBe('► 2 of 40 apps · 30s\n► 39 of 40 apps · 10m30s\n');
  expect(lengths).toEqual([30_000, 30_000, 300_000, 300_000]);
});
