import { expect, it } from 'vitest';
import { zoneText } from '../../src/text/zone.ts';

function at(minutesBehindUtc: number): Date {
  const moment = new Date('2026-11-22T23:00:00Z');
  moment.getTimezoneOffset = () => minutesBehindUtc;
  return moment;
}

it.each([
  [0, 'UTC'],
  [-60, 'UTC+01:00'],
  [-330, 'UTC+05:30'],
  [210, 'UTC-03:30'],
])('%i minutes behind UTC is %s', (minutes, text) => {
  expect(zoneText(at(minutes))).toBe(text);
});
