import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/operations/diff/comparison.ts';
import { refuseDifferences } from '../../../../src/operations/restore/in-place/check.ts';
import { someJournal } from './journal.ts';

const nothing = { files: 0, folders: 0, others: 0, bytes: 0 };
const one = { ...nothing, files: 1 };
const none: Comparison = {
  verdict: 'same',
  changed: nothing,
  onlyInVolume: nothing,
  onlyInSnapshot: nothing,
  unchanged: one,
  attributes: nothing,
  byFsGroup: 0,
  unreadable: nothing,
  moving: nothing,
  movingDifferences: 0,
  why: [],
  examples: [],
};

describe('a restored volume is refused', () => {
  it.each<[string, Partial<Comparison>, string]>([
    ['a file differs', { changed: one }, 'failed'],
    ['a file is missing', { onlyInSnapshot: one }, 'failed'],
    ['only a folder is missing', { onlyInSnapshot: { ...nothing, folders: 1 } }, 'failed'],
    ['a file is too many', { onlyInVolume: one }, 'failed'],
    ['a file could not be read', { unreadable: one, why: ['1 path could not be compared'] }, 'unknown'],
    ['one differs and another could not be read', { changed: one, why: ['1 path could not be compared'] }, 'failed'],
  ])('where %s', (_what, change, kind) => {
    const check = () => refuseDifferences({ ...none, ...change }, someJournal());
    expect(check).toThrow(expect.objectContaining({ kind }));
  });

  it('not for what was to stay, nor for owners that nobody can set', () => {
    const journal = someJournal({ deletesExtraFiles: false });
    expect(() => refuseDifferences({ ...none, onlyInVolume: one, attributes: one }, journal)).not.toThrow();
  });
});
