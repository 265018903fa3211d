import { expect, it } from 'vitest';
import { fileTimeText } from '../../../../src/commands/browse/text/file-time.ts';

const now = new Date('2026-11-23T15:00:00');

it.each([
  ['2026-11-23T09:01:59', '09:01'],
  ['2026-11-22T23:59:00', '11-22 23:59'],
  ['2025-11-23T09:01:00', '2025-11-23'],
  ['2027-01-01T00:00:00', '2027-01-01'],
  ['no time', '–'],
])('shows %s as %s', (moment, text) => {
  expect(fileTimeText(new Date(moment), now)).toBe(text);
});
