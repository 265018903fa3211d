import { describe, expect, it } from 'vitest';
import { ageText, agoText, durationText, untilText } from '../../src/text/age.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

describe('ageText', () => {
  it.each([
    [-5, '0s'],
    [0, '0s'],
    [20_900, '20s'],
    [119 * s, '119s'],
    [2 * m, '2m'],
    [119 * m, '119m'],
    [2 * h, '2h'],
    [27 * h, '27h'],
    [48 * h, '2d'],
    [6 * d, '6d'],
    [729 * d, '729d'],
    [730 * d, '2y'],
  ])('%d ms is %s', (ms, expected) => {
    expect(ageText(ms)).toBe(expected);
  });
});

describe('moments', () => {
  const now = new Date('2026-11-23T15:24:00Z');

  it('says how long ago', () => {
    expect(agoText(new Date('2026-11-23T15:12:00Z'), now)).toBe('12m ago');
    expect(agoText(undefined, now)).toBe('–');
  });

  it('says how soon', () => {
    expect(untilText(new Date('2026-11-23T16:12:00Z'), now)).toBe('in 48m');
    expect(untilText(now, now)).toBe('due');
    expect(untilText(undefined, now)).toBe('–');
  });
});

describe('durationText', () => {
  it.each([
    [0, '0ms'],
    [420, '420ms'],
    [9.4 * s, '9s'],
    [59.6 * s, '1m'],
    [93.5 * s, '1m34s'],
    [h, '1h'],
    [2 * h + 5 * m + 59 * s, '2h5m'],
  ])('%d ms is %s', (ms, expected) => {
    expect(durationText(ms)).toBe(expected);
  });
});
