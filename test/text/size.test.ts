import { describe, expect, it } from 'vitest';
import { countText, sizeText } from '../../src/text/size.ts';

describe('sizeText', () => {
  it.each([
    [0, '0 B'],
    [862, '862 B'],
    [1014, '1014 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1229, '1.2 KiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [18.4 * 1024 ** 2, '18.4 MiB'],
    [1.2 * 1024 ** 3, '1.2 GiB'],
    [3000 * 1024 ** 5, '3000.0 PiB'],
  ])('%d is %s', (bytes, expected) => {
    expect(sizeText(bytes)).toBe(expected);
  });
});

describe('countText', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [8112, '8,112 files'],
  ])('%d is %s', (count, expected) => {
    expect(countText(count, 'file')).toBe(expected);
  });
});
