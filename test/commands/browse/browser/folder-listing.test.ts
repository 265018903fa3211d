import { describe, expect, it } from 'vitest';
import { FolderListing, nameOf, type SortOrder } from '../../../../src/commands/browse/browser/folder-listing.ts';
import { entry } from '../../../fakes/browser/entries.ts';

const byName: SortOrder = { by: 'name', isReversed: false };

function names(listing: FolderListing, order: SortOrder = byName, filter = ''): readonly string[] {
  return listing.visible(order, filter).map(({ name }) => name);
}

const listing = new FolderListing([
  entry('/c/small', { size: 1, time: new Date('2026-03-01') }),
  entry('/c/z/', { time: new Date('2026-01-01') }),
  entry('/c/large', { size: 9, time: new Date('2026-02-01') }),
  entry('/c/a/', { time: new Date('2026-04-01') }),
  entry('/c/Also small', { size: 1, time: new Date('no time') }),
]);

describe('FolderListing', () => {
  it.each([
    ['name', false, ['a', 'z', 'Also small', 'large', 'small']],
    ['name', true, ['z', 'a', 'small', 'large', 'Also small']],
    ['size', false, ['a', 'z', 'large', 'Also small', 'small']],
    ['size', true, ['z', 'a', 'small', 'Also small', 'large']],
    ['time', false, ['a', 'z', 'small', 'large', 'Also small']],
    ['time', true, ['z', 'a', 'Also small', 'large', 'small']],
  ] as const)('sorts by %s, reversed: %s, folders first', (by, isReversed, expected) => {
    expect(names(listing, { by, isReversed })).toEqual(expected);
  });

  it('sorts numbers in names by their value', () => {
    const files = ['part-10', 'part-9', 'part-09', 'part-100.b', 'part-100.a', 'part', 'v1.10', 'v1.9', '2', '10', '0'];
    const sorted = [
      '0',
      '2',
      '10',
      'part',
      'part-09',
      'part-9',
      'part-10',
      'part-100.a',
      'part-100.b',
      'v1.9',
      'v1.10',
    ];
    expect(names(new FolderListing(files.map((name) => entry(`/c/${name}`))))).toEqual(sorted);
  });

  it('filters by a part of the name and not of the path, whatever the case', () => {
    expect(names(listing, byName, 'SMALL')).toEqual(['Also small', 'small']);
    expect(names(listing, byName, 'c/')).toEqual([]);
  });

  it('finds again what a longer filter left out, in every order', () => {
    for (const filter of ['s', 'sm', 'smx', 'sm', 'l', '']) {
      const expected = names(new FolderListing(listing.visible(byName, '').map((row) => row.entry)), byName, filter);
      expect(names(listing, byName, filter)).toEqual(expected);
    }
    expect(names(listing, { by: 'size', isReversed: false }, 'l')).toEqual(['large', 'Also small', 'small']);
  });

  it('gives the same rows for the same question, so that nothing is sorted twice', async () => {
    await listing.prepare(() => true);
    expect(listing.visible(byName, '')).toBe(listing.visible(byName, ''));
  });

  it('knows the widest owner', () => {
    expect(new FolderListing([entry('/a', { uid: 5 }), entry('/b', { gid: 123456 })]).ownerWidth).toBe(11);
    expect(new FolderListing([]).ownerWidth).toBe(3);
  });
});

it('takes the last part of a path for the name', () => {
  expect(nameOf('/a/b c')).toBe('b c');
});
