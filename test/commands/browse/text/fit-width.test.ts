import { describe, expect, it } from 'vitest';
import { brokenLines, padded, shortened, widthOf } from '../../../../src/commands/browse/text/fit-width.ts';

it.each([
  ['name', 4],
  ['日本', 4],
  ['e\u0301', 1],
  ['😀', 2],
])('gives %j %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

it('fills up to a width, counting wide characters as two', () => {
  expect(padded('日本', 6)).toBe('日本  ');
  expect(padded('longer', 3)).toBe('longer');
});

describe('shortened', () => {
  it.each([
    ['short', 5, 'short'],
    ['a-long-name.txt', 9, 'a-lo….txt'],
    ['日本語のファイル', 9, '日本…イル'],
    ['日本語のファイル', 8, '日本…ル'],
    ['x'.repeat(4096), 5, 'xx…xx'],
    ['name', 1, '…'],
    ['name', 0, ''],
  ])('cuts the middle of %j for %i columns', (text, width, expected) => {
    expect(shortened(text, width)).toBe(expected);
  });

  it('keeps a letter and its accents together, and in the width', () => {
    const text = shortened('e\u0301'.repeat(50), 11);
    expect(text).toBe(`${'e\u0301'.repeat(5)}…${'e\u0301'.repeat(5)}`);
    expect(widthOf(text)).toBe(11);
  });
});

describe('brokenLines', () => {
  it('breaks anywhere, and never wider than the width', () => {
    expect(brokenLines('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(brokenLines('日本語', 5)).toEqual(['日本', '語']);
  });

  it('keeps an empty line, and a character that is wider than the width', () => {
    expect(brokenLines('', 5)).toEqual(['']);
    expect(brokenLines('日本', 1)).toEqual(['日', '本']);
  });
});
