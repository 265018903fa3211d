import { describe, expect, it } from 'vitest';
import { clockText } from '../../src/text/clock.ts';

// In local time.
const at = (text: string) => new Date(text);

describe('clockText', () => {
  it.each([
    ['2026-11-23T05:06:07', '2026-11-23T23:59:59', '05:06:07'],
    ['2026-11-22T23:59:59', '2026-11-23T00:00:00', '2026-11-22 23:59:59'],
    ['2025-11-23T05:06:07', '2026-11-23T05:06:07', '2025-11-23 05:06:07'],
  ])('%s seen at %s', (moment, now, text) => {
    expect(clockText(at(moment), at(now))).toBe(text);
  });
});
