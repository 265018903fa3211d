import { describe, expect, it } from 'vitest';
import { timeFlagReader } from '../../src/cli/time-flag.ts';

const now = new Date(2026, 10, 23, 15, 24);
const start = timeFlagReader(now, 'start');
const end = timeFlagReader(now, 'end');

describe('momentReader', () => {
  it.each<[string, Date]>([
    ['36h', new Date(2026, 10, 22, 3, 24)],
    ['2026-11-20', new Date(2026, 10, 20)],
    ['yesterday', new Date(2026, 10, 22)],
    ['today', new Date(2026, 10, 23)],
    ['2026-11-20 15:00', new Date(2026, 10, 20, 15)],
    ['2026-11-20T15:00:07', new Date(2026, 10, 20, 15, 0, 7)],
    ['2026-11-20T15:00:00Z', new Date('2026-11-20T15:00:00Z')],
    ['2026-11-20T15:00:00+02:00', new Date('2026-11-20T13:00:00Z')],
  ])('reads %s', (text, moment) => {
    expect(start(text)).toEqual(moment);
  });

  it('takes a day up to its end where that is meant', () => {
    expect(end('2026-11-20')).toEqual(new Date(2026, 10, 20, 23, 59, 59));
    expect(end('yesterday')).toEqual(new Date(2026, 10, 22, 23, 59, 59));
    expect(end('2026-11-20 15:00')).toEqual(new Date(2026, 10, 20, 15));
  });

  it.each([
    '',
    'x',
    '30',
    '2026-02-31',
    '2026-02-31T10:00:00Z',
    '2026-11-20 25:00',
    '2026-11-20T10:00:61Z',
    '22.11.2026',
    '2026-11-20Z',
  ])('refuses %j', (text) => {
    expect(() => start(text)).toThrow(/Expected a/);
  });
});
