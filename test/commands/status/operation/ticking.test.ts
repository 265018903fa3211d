import { expect, it } from 'vitest';
import { ticking } from '../../../../src/commands/status/operation/ticking.ts';

/** A live source whose values come when a test says so, and what it was told. */
function liveSource() {
  const waiting: ((value: string | undefined) => void)[] = [];
  let given: AbortSignal | undefined;
  async function* live(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    given = signal;
    for (;;) {
      const value = await new Promise<string | undefined>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(undefined));
      });
      if (value === undefined) return;
      yield value;
    }
  }
  return {
    live,
    send: (value: string | undefined) => waiting.shift()?.(value),
    isStopped: () => given?.aborted === true,
  };
}

const never = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

it('passes on each value, and repeats the last one after a pause', async () => {
  const source = liveSource();
  let isPaused = false;
  const pause = (signal: AbortSignal) => (isPaused ? Promise.resolve() : never(signal));
  const ticks = ticking(source.live, pause, new AbortController().signal);
  const first = ticks.next();
  source.send('a');
  expect(await first).toEqual({ done: false, value: { value: 'a', isNew: true } });
  isPaused = true;
  expect(await ticks.next()).toEqual({ done: false, value: { value: 'a', isNew: false } });
  isPaused = false;
  const next = ticks.next();
  source.send('b');
  expect(await next).toEqual({ done: false, value: { value: 'b', isNew: true } });
  await ticks.return();
});

it('ends with its source', async () => {
  const source = liveSource();
  const ticks = ticking(source.live, never, new AbortController().signal);
  const end = ticks.next();
  source.send(undefined);
  expect(await end).toEqual({ done: true, value: undefined });
});

it('stops a source that waits, when its reader stops', async () => {
  const source = liveSource();
  const ticks = ticking(source.live, never, new AbortController().signal);
  const first = ticks.next();
  source.send('a');
  await first;
  await ticks.return();
  expect(source.isStopped()).toBe(true);
});

it('fails as its source does', async () => {
  async function* live(): AsyncGenerator<string, void, undefined> {
    yield 'a';
    await Promise.reject(new Error('the watch is forbidden'));
  }
  const ticks = ticking(live, never, new AbortController().signal);
  await ticks.next();
  await expect(ticks.next()).rejects.toThrow('the watch is forbidden');
});
