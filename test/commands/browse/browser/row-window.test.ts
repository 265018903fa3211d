import { expect, it } from 'vitest';
import { movedBy, windowTop, within } from '../../../../src/commands/browse/browser/row-window.ts';

it.each([
  ['stays while the cursor is in sight', 5, 7, { count: 100, room: 10 }, 5],
  ['follows the cursor up', 5, 3, { count: 100, room: 10 }, 3],
  ['follows the cursor down', 5, 15, { count: 100, room: 10 }, 6],
  ['leaves no room empty', 95, 97, { count: 100, room: 10 }, 90],
  ['begins at 0 where all fits', 3, 4, { count: 5, room: 10 }, 0],
  ['begins at 0 where there is nothing', 3, 0, { count: 0, room: 10 }, 0],
])('%s', (_, top, cursor, window, expected) => {
  expect(windowTop(top, cursor, window)).toBe(expected);
});

it('keeps an index in its list', () => {
  expect([within(-1, 5), within(3, 5), within(9, 5), within(0, 0)]).toEqual([0, 3, 4, 0]);
});

it('moves by rows, by pages and to the ends', () => {
  const moved = ['up', 'down', 'pageup', 'pagedown', 'home', 'x', undefined].map((key) => movedBy(key, 50, 10));
  expect(moved).toEqual([49, 51, 40, 60, 0, undefined, undefined]);
  expect(within(movedBy('end', 50, 10) ?? 0, 100)).toBe(99);
});
