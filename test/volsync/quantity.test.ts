import { expect, it } from 'vitest';
import { quantityBytes } from '../../src/volsync/quantity.ts';

it.each<[string, number | undefined]>([
  ['1Gi', 1024 ** 3],
  ['1.5Mi', 1.5 * 1024 ** 2],
  ['500M', 500e6],
  ['2k', 2000],
  ['7', 7],
  ['1e9', 1e9],
  ['3E', 3e18],
  ['1Ki', 1024],
  ['', undefined],
  ['Gi', undefined],
  ['1gi', undefined],
  ['1 Gi', undefined],
  ['-1Gi', undefined],
  ['100m', undefined],
])('reads %j as %j', (text, bytes) => {
  expect(quantityBytes(text)).toBe(bytes);
});
