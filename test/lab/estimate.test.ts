import { expect, test } from 'vitest';
import { secondsLeft, type Work } from './estimate.ts';

test.each<[string, Work[], number | undefined]>([
  ['nothing was announced', [{ since: 0 }], undefined],
  ['nothing has begun', [{ seconds: 100 }, { seconds: 20 }], 120],
  ['a step has run for a quarter of its time', [{ seconds: 100, since: 35_000 }], 75],
  ['a step takes longer than expected', [{ seconds: 100, since: -900_000 }], 5],
  ['a step says how much of it is done', [{ seconds: 100, since: 0, fraction: 0.5 }], 60],
  ['what is done took twice as long', [{ seconds: 30, tookMs: 60_000 }, { seconds: 40 }], 80],
  ['too little is done to judge by', [{ seconds: 1, tookMs: 10_000 }, { seconds: 40 }], 40],
  ['all is done', [{ seconds: 30, tookMs: 60_000 }], 0],
])('seconds left where %s', (_, steps, expected) => {
  const left = secondsLeft(steps, 60_000);
  expect(left === undefined ? left : Math.round(left)).toBe(expected);
});
