import { describe, expect, it } from 'vitest';
import { drillRule } from '../../../../src/commands/doctor/rules/drill.ts';
import { withSource, healthyFacts } from '../../../fakes/doctor-facts.ts';
import { drilledSource, provenDrill } from '../../../fakes/drilled-source.ts';

const old = { ...provenDrill, dataTime: '2026-08-20T14:00:00Z' };

describe('the rule drill', () => {
  it('says nothing of an app that was never drilled', () => {
    expect(drillRule.judge(healthyFacts())).toEqual([]);
  });

  it.each([
    ['one that passed', { verdict: 'protected', proven: provenDrill }, 'fine', /^the last drill restored the backup/],
    [
      'one of today that restored old data',
      { verdict: 'protected', proven: old },
      'problem',
      /restored snapshot aaaaaaaa, whose data is of 95d ago/,
    ],
    [
      'one that could not be made, and none before',
      { verdict: 'unknown', proven: undefined },
      'problem',
      /ended unknown \(damaged\); none before it passed/,
    ],
  ] as const)('judges by the last drill: %s', (_what, record, outcome, seen) => {
    const [found, ...others] = drillRule.judge(withSource(drilledSource(record)));
    expect([found?.outcome, others]).toEqual([outcome, []]);
    expect(found?.seen).toMatch(seen);
  });
});
