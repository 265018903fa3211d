import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportTable, type LinePlace } from '../../src/text/report-table.ts';

const rows = [
  ['remove', ['pod/volsyncctl-verify-x7k2p', 'a helper pod whose run of volsyncctl has ended'], '12m'],
  ['leave', 'replicationdestination/volsyncctl-restore-0123456789abcdef', '3h'],
];
const options = { headers: ['ACTION', 'OBJECT', 'AGE'], wraps: [1] };

/** All words of a text, without its frame. */
function wordsOf(text: string): string {
  return text.replace(/[─-╿]/g, ' ').split(/\s+/).join('');
}

describe('reportTable', () => {
  it('draws a frame, and is as wide as what it holds', () => {
    expect(reportTable([['a', 'bc']], { columns: 80, wraps: [] })).toBe(
      ['┌───┬────┐', '│ a │ bc │', '└───┴────┘', ''].join('\n'),
    );
  });

  it.each([40, 50, 60, 80, 140, undefined])('cuts no word, and fits %s columns where its words do', (columns) => {
    const text = reportTable(rows, { ...options, columns });
    const widest = Math.max(...text.split('\n').map((line) => line.length));
    // The longest unbroken word, next to two narrow columns.
    expect(widest).toBeLessThanOrEqual(Math.max(columns ?? 80, 35 + 6 + 3 + 10));
    const cells = wordsOf(text);
    for (const word of ['replicationdestination/', 'volsyncctl-restore-0123456789abcdef', 'ended', '12m']) {
      expect(cells).toContain(word);
    }
    expect(text).not.toContain('…');
  });

  it('breaks a word behind a slash alone, and only where it is too long', () => {
    expect(reportTable(rows, { ...options, columns: 60 })).toMatch(/│ replicationdestination\/ +│/);
    expect(reportTable(rows, { ...options, columns: 100 })).toContain('replicationdestination/volsyncctl-restore-');
  });

  it('puts nothing between the parts of a word that is broken', () => {
    const address = 's3:https://minio.example.org/backups/home/web/restic';
    const text = reportTable([['verified', `at ${address} itself`]], { columns: 50, wraps: [1] });
    expect(wordsOf(text)).toContain(`at${address}itself`);
    expect(text).toMatch(/│ at s3:https:\/\/minio\.example\.org\/ +│\n│ +│ backups\/home\/web\/restic itself/);
  });

  it('leaves out columns from the right rather than to be wider than the terminal', () => {
    expect(reportTable(rows, { ...options, wraps: [], keep: 2, columns: 70 })).not.toContain('AGE');
    expect(reportTable(rows, { ...options, wraps: [], keep: 2, columns: 120 })).toContain('AGE');
  });

  it('emphasises lines, which takes no room', () => {
    const paint = (line: string, { row, column, paragraph }: LinePlace) =>
      row === 0 && column === 1 && paragraph === 1 ? `\u001b[2m${line}\u001b[22m` : line;
    const text = reportTable(rows, { ...options, columns: 80, paint });
    expect(text).toContain('\u001b[2ma helper pod whose');
    expect(stripVTControlCharacters(text)).toBe(reportTable(rows, { ...options, columns: 80 }));
  });
});
