import { describe, expect, it } from 'vitest';
import { exitCodes, Failure, isFailure, outcomesFromWorst, worstOutcome, type Outcome } from '../src/errors.ts';

describe('worstOutcome', () => {
  it.each<[readonly Outcome[], Outcome]>([
    [[], 'ok'],
    [['ok', 'ok'], 'ok'],
    [['ok', 'unknown', 'ok'], 'unknown'],
    [['unknown', 'unprotected'], 'unprotected'],
    [['unprotected', 'not-found', 'unknown'], 'not-found'],
    [['failed', 'timeout'], 'failed'],
    [['timeout', 'failed'], 'failed'],
    [['failed', 'forbidden', 'unreachable'], 'unreachable'],
    [['refused', 'not-found'], 'refused'],
    [['unexpected', 'unreachable'], 'unexpected'],
    [['failed', 'interrupted'], 'interrupted'],
  ])('%j is %s', (outcomes, worst) => {
    expect(worstOutcome(outcomes)).toBe(worst);
  });
});

describe('outcomesFromWorst', () => {
  it('has each outcome once', () => {
    expect(outcomesFromWorst.toSorted()).toEqual((Object.keys(exitCodes) as Outcome[]).toSorted());
  });
});

describe('exitCodes', () => {
  it('are the contract that scripts rely on', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      unexpected: 1,
      usage: 2,
      'not-found': 3,
      refused: 4,
      forbidden: 5,
      unreachable: 6,
      timeout: 7,
      failed: 8,
      unprotected: 9,
      unknown: 10,
      interrupted: 130,
    });
  });
});

describe('isFailure', () => {
  it('tells kinds apart', () => {
    const failure = new Failure('refused', 'no');
    expect(isFailure(failure)).toBe(true);
    expect(isFailure(failure, 'timeout', 'refused')).toBe(true);
    expect(isFailure(failure, 'timeout')).toBe(false);
    expect(isFailure(new Error('no'))).toBe(false);
  });
});
