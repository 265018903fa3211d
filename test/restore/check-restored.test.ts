import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/comparison/comparison.ts';
import type { Tally } from '../../src/files/tally.ts';
import { restoreCheck } from '../../src/restore/check-restored.ts';
import { request } from '../fakes/fake-restore.ts';

const none: Tally = { files: 0, folders: 0, others: 0, bytes: 0 };
const two: Tally = { files: 1, folders: 1, others: 0, bytes: 5 };
const same: Comparison = {
  verdict: 'same',
  changed: none,
  onlyInVolume: none,
  caches: none,
  onlyInSnapshot: none,
  unchanged: two,
  attributes: none,
  byFsGroup: 0,
  unreadable: none,
  moving: none,
  movingDifferences: 0,
  why: [],
  examples: [],
};
const plan = { chosen: request.chosen, claim: { metadata: { namespace: 'home', name: 'new' } } };
const check = (change: Partial<Comparison>) => restoreCheck({ ...same, ...change }, plan);

describe('restoreCheck', () => {
  it.each<[string, Partial<Comparison>]>([
    ['a file that differs', { verdict: 'different', changed: two }],
    ['a file that is missing', { verdict: 'different', onlyInSnapshot: two }],
    ['a file that should not be there', { verdict: 'different', onlyInVolume: two }],
    ['one of those beside what could not be seen', { verdict: 'different', changed: two, why: ['1 path could not'] }],
  ])('is a failure for %s', (_what, change) => {
    expect(() => check(change)).toThrow(/into PVC home\/new is not snapshot 724684cd: \d paths differ, \d are missing/);
  });

  it.each<[string, Partial<Comparison>]>([
    ['what could not be seen', { verdict: 'unknown', why: ['1 path could not be compared'] }],
    [
      'what could not be seen beside other owners',
      { verdict: 'different', attributes: two, why: ['1 path could not'] },
    ],
    ['a verdict that nothing explains', { verdict: 'unknown' }],
  ])('is unknown for %s', (_what, change) => {
    expect(check(change)).toMatchObject({ kind: 'unknown' });
  });

  it('is the same where all content is, and counts other owners, modes and times', () => {
    expect(check({})).toEqual({ kind: 'same', entries: 2, files: 1, attributes: 0 });
    expect(check({ verdict: 'different', attributes: two })).toEqual({
      kind: 'same',
      entries: 4,
      files: 2,
      attributes: 2,
    });
  });
});
