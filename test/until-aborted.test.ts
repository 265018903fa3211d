import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { untilAborted } from '../src/until-aborted.ts';

async function* numbers(count: number): AsyncGenerator<number, void> {
  for (let number = 1; number <= count; number += 1) yield await Promise.resolve(number);
}

const silent: AsyncIterable<number> = {
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise(() => undefined),
    return: () => new Promise(() => undefined),
  }),
};

describe('untilAborted', () => {
  it('gives all there is', async () => {
    expect(await Array.fromAsync(untilAborted(numbers(3), new AbortController().signal))).toEqual([1, 2, 3]);
  });

  it('ends with the signal, also where the source is silent', async () => {
    const early = new AbortController();
    early.abort();
    expect(await Array.fromAsync(untilAborted(numbers(3), early.signal))).toEqual([]);
    const late = new AbortController();
    setTimeout(() => late.abort(), 10);
    expect(await Array.fromAsync(untilAborted(silent, late.signal))).toEqual([]);
  });

  it('fails as the source does', async () => {
    async function* failing(): AsyncGenerator<number, void> {
      yield await Promise.resolve(1);
      throw new Error('cut');
    }
    await expect(Array.fromAsync(untilAborted(failing(), new AbortController().signal))).rejects.toThrow('cut');
  });

  it('ends the source of who reads no further', async () => {
    let isEnded = false;
    async function* source(): AsyncGenerator<number, void> {
      try {
        yield* numbers(3);
      } finally {
        isEnded = true;
      }
    }
    for await (const number of untilAborted(source(), new AbortController().signal)) if (number === 2) break;
    await new Promise(setImmediate);
    expect(isEnded).toBe(true);
  });

  it('keeps nothing of what was read', async () => {
    const mebibyte = 2 ** 20;
    async function* pieces(): AsyncGenerator<Uint8Array, void> {
      for (let count = 0; count < 64; count += 1) yield await Promise.resolve(new Uint8Array(4 * mebibyte));
    }
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let kept = 0;
    for await (const piece of untilAborted(pieces(), new AbortController().signal)) {
      expect(piece.length).toBe(4 * mebibyte);
      collect();
      kept = process.memoryUsage().arrayBuffers;
    }
    expect(kept).toBeLessThan(64 * mebibyte);
  });
});
