import { describe, expect, it } from 'vitest';
import { refuseDifferences } from '../../../../../src/commands/restore/in-place/operation/check.ts';
import { someComparison, someTally } from '../../../../fakes/in-place/comparison.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

function checked(change: Parameters<typeof someComparison>[0], journal = someJournal()) {
  return () => refuseDifferences(someComparison(change), journal);
}

describe('a restored volume', () => {
  it.each([
    ['has another content', { changed: someTally(1) }],
    ['misses a file', { onlyInSnapshot: someTally(1) }],
    ['misses a link', { onlyInSnapshot: { ...someTally(0), others: 1 } }],
    ['has a file too many', { onlyInVolume: someTally(1) }],
    ['has a folder too many', { onlyInVolume: { ...someTally(0), folders: 1 } }],
  ])('that %s is a failure', (_what, change) => {
    expect(checked({ ...change, verdict: 'different' })).toThrow(expect.objectContaining({ kind: 'failed' }));
  });

  it('of which not all could be seen is unknown, also where only owners differ', () => {
    const change = {
      verdict: 'different',
      attributes: someTally(3),
      unreadable: someTally(1),
      why: ['1 path'],
    } as const;
    expect(checked(change)).toThrow(expect.objectContaining({ kind: 'unknown', details: ['1 path'] }));
  });

  it('may keep files where that was asked for, and nothing else', () => {
    const journal = someJournal({ deletesExtraFiles: false });
    expect(checked({ verdict: 'different', onlyInVolume: someTally(2) }, journal)).not.toThrow();
    expect(checked({ verdict: 'different', changed: someTally(1) }, journal)).toThrow();
  });

  it('may have owners and modes that the mover may not set', () => {
    expect(checked({ verdict: 'different', attributes: someTally(3) })).not.toThrow();
  });

  it('that is the same is one', () => {
    expect(checked({})).not.toThrow();
  });
});
