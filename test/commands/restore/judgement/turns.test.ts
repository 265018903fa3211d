import { expect, it } from 'vitest';
import { inTurns } from '../../../../src/commands/restore/judgement/turns.ts';

/** Groups of `NAME:OBJECT,OBJECT`, each with what it waits for. */
function groupsOf(...items: readonly string[]): readonly string[] {
  const objectsOf = (item: string) => item.split(':')[1]?.split(',').filter(Boolean) ?? [];
  const nameOf = (item = '') => item.replace(/:.*/, '');
  const textOf = (item: string, after: { readonly item: string; readonly object: string } | undefined) =>
    after === undefined ? nameOf(item) : `${nameOf(item)} after ${nameOf(after.item)} (${after.object})`;
  return inTurns(items, objectsOf).map((group) => group.map(({ item, after }) => textOf(item, after)).join(', '));
}

it.each<[readonly string[], readonly string[]]>([
  [[], []],
  [
    ['a:', 'b:', 'c:'],
    ['a', 'b', 'c'],
  ],
  [
    ['a:x', 'b:y', 'c:x'],
    ['b', 'a, c after a (x)'],
  ],
  [
    ['a:x', 'b:y', 'c:y,x', 'd:z'],
    ['a, b, c after b (y)', 'd'],
  ],
  [['a:x', 'b:x', 'c:x'], ['a, b after a (x), c after b (x)']],
])('puts %j into turns', (items, groups) => {
  expect(groupsOf(...items)).toEqual(groups);
});
