import { describe, expect, it } from 'vitest';
import { bytesToRead, checkSteps } from '../../src/repository/depth.ts';

const gibibyte = 1024 ** 3;

describe('the depth of a look', () => {
  it.each([
    [undefined, 1000],
    ['5%', 50],
    ['2.5%', 25],
    ['1/10', 100],
    ['100', 100],
    ['2G', 1000],
    ['nonsense', undefined],
  ])('%s of 1000 bytes are %s', (subset, bytes) => {
    expect(bytesToRead(subset, 1000)).toBe(bytes);
  });

  it('takes sizes by restic’s units', () => {
    expect(bytesToRead('2G', 5 * gibibyte)).toBe(2 * gibibyte);
    expect(bytesToRead('1K', gibibyte)).toBe(1024);
  });

  it('decides what restic does after it has listed the snapshots', () => {
    expect(checkSteps({ kind: 'listing' })).toEqual([]);
    expect(checkSteps({ kind: 'snapshots' })).toEqual([
      { name: 'packs', args: ['check'], until: 'check snapshots, trees and blobs' },
    ]);
    expect(checkSteps({ kind: 'metadata' }).map(({ args }) => args)).toEqual([['check']]);
    const arguments_ = (subset?: string) => checkSteps({ kind: 'data', subset }).map(({ args }) => args.join(' '));
    expect(arguments_()).toEqual(['stats --mode raw-data --json', 'check --read-data']);
    expect(arguments_('5%').at(-1)).toBe('check --read-data-subset=5%');
  });
});
