import { expect, it } from 'vitest';
import { signedLines } from '../../src/text/wrap.ts';

const said = { sign: '►', subject: 'home/web', text: `waiting: ${'word '.repeat(30)}` };

it('says it in one line off a terminal', () => {
  expect(signedLines(said, undefined)).toBe(`► home/web  ${said.text}`);
});

it.each([40, 80])('fits %i columns, and indents what follows', (columns) => {
  const lines = signedLines(said, columns).split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toMatch(/^► home\/web {2}waiting: word/);
  expect(lines.slice(1).every((line) => /^ {2}word/.test(line))).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});

it('leaves a name that is longer than the line whole', () => {
  const subject = 'n'.repeat(50);
  expect(signedLines({ sign: '!', subject, text: 'is open' }, 40)).toBe(`! ${subject}\n  is open`);
});
