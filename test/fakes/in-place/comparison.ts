import type { Tally } from '../../../src/files/tally.ts';
import type { Comparison } from '../../../src/comparison/comparison.ts';

/** This many files of 10 bytes. */
export function someTally(files: number): Tally {
  return { files, folders: 0, others: 0, bytes: files * 10 };
}

/** A volume equal to the snapshot, with these changes. */
export function someComparison(change: Partial<Comparison> = {}): Comparison {
  const none = someTally(0);
  return {
    verdict: 'same',
    changed: none,
    onlyInVolume: none,
    caches: none,
    onlyInSnapshot: none,
    unchanged: someTally(5),
    attributes: none,
    unreadable: none,
    moving: none,
    movingDifferences: 0,
    byFsGroup: 0,
    why: [],
    examples: [],
    ...change,
  };
}
