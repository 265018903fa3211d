import { expect, it } from 'vitest';
import { goDurationMs, isGoDuration } from '../src/go-duration.ts';

it.each<[string, boolean, number | undefined]>([
  ['12.4s', true, 12_400],
  ['1m33.5s', true, 93_500],
  ['0', true, undefined],
  ['-1s', true, undefined],
  ['2562047h47m16.85s', true, 9_223_372_036_850],
  ['2562048h', false, undefined],
  ['9999999h', false, undefined],
  ['12', false, undefined],
  ['3 days', false, undefined],
  ['1d', false, undefined],
  ['', false, undefined],
])('%j: Go takes it: %s', (text, isTaken, ms) => {
  expect(isGoDuration(text)).toBe(isTaken);
  expect(goDurationMs(text)).toBe(ms);
});
