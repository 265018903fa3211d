import { describe, expect, it } from 'vitest';
import { paintVerdict, verdictCounts, verdictText } from '../../src/text/verdict-labels.ts';
import { plainStyle } from '../fakes/plain-style.ts';

const named = { ...plainStyle, good: () => 'good', bad: () => 'bad', warning: () => 'warning' };

describe('verdict words', () => {
  it.each([
    ['protected', '✔ protected', 'good'],
    ['unprotected', '✗ unprotected', 'bad'],
    ['unknown', '? unknown', 'warning'],
  ] as const)('%s has a sign, a word and a colour that no other has', (verdict, text, colour) => {
    expect(verdictText(verdict)).toBe(text);
    expect(paintVerdict(named, verdict)(text)).toBe(colour);
  });

  it.each([
    [[], ''],
    [['protected'], '1 protected'],
    [['unknown', 'protected', 'unknown', 'unprotected'], '1 unprotected · 2 unknown · 1 protected'],
  ] as const)('counts %j', (verdicts, text) => {
    expect(verdictCounts(verdicts, plainStyle)).toBe(text);
  });
});
