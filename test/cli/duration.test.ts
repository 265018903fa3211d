import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseDurationMs } from '../../src/cli/duration.ts';
import { parseWholeNumber } from '../../src/cli/options/whole-number.ts';

describe('parseDurationMs', () => {
  it.each([
    ['0', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
  ])('%s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '30', '00', 'soon', '-5s', '5x', '1h ', '1h foo', '1e3', 's', '5 s'])('refuses %j', (text) => {
    expect(() => parseDurationMs(text)).toThrow(InvalidArgumentError);
  });
});

describe('parseWholeNumber', () => {
  it('reads digits and nothing else', () => {
    expect(parseWholeNumber('20')).toBe(20);
    for (const text of ['', '-1', '1.5', '1e3', 'few', ' 1']) expect(() => parseWholeNumber(text)).toThrow();
  });
});
