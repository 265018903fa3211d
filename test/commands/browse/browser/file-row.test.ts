import { describe, expect, it } from 'vitest';
import { fileRow, rowWidths } from '../../../../src/commands/browse/browser/file-row.ts';
import { nameOf } from '../../../../src/commands/browse/browser/folder-listing.ts';
import { widthOf } from '../../../../src/commands/browse/text/fit-width.ts';
import type { FileEntry } from '../../../../src/files/file-entry.ts';
import { entry } from '../../../fakes/browser/entries.ts';

const now = new Date('2026-11-23T15:00:00');

function row(shown: FileEntry, columns: number, ownerWidth = 9): string {
  return fileRow({ entry: shown, name: nameOf(shown.path) }, rowWidths(columns, ownerWidth), now);
}

describe('fileRow', () => {
  it('fits its columns, and shows whole times on a wide terminal', () => {
    expect(row(entry('/conf/born'), 78)).toBe(
      'born                                  29 B  09:01        4000:4000  -rw-r--r--',
    );
    expect(row(entry('/conf/born'), 138)).toContain('29 B  2026-11-23 09:01:00  4000:4000  -rw-r--r--');
    expect(widthOf(row(entry('/conf/born'), 138))).toBe(138);
  });

  it.each([78, 138, 60, 45, 30, 10])('is never wider than %i columns', (columns) => {
    const names = ['x'.repeat(4000), '日本語'.repeat(50), 'e\u0301'.repeat(90), '😀'.repeat(60), '\x1b[2J'.repeat(30)];
    for (const name of names) expect(widthOf(row(entry(`/${name}`), columns))).toBeLessThanOrEqual(columns);
  });

  it('keeps the columns in line where an owner is long', () => {
    expect(widthOf(row(entry('/a', { uid: 4294967295, gid: 4294967295 }), 78, 21))).toBe(78);
  });

  it('leaves out columns from the right where it is narrow', () => {
    expect(row(entry('/a'), 60)).toMatch(/^a +29 B {2}09:01 {8}4000:4000$/);
    expect(row(entry('/a'), 30)).toBe('a');
  });

  it('marks a folder, and shows where a link points', () => {
    expect(row(entry('/conf/'), 78)).toMatch(/^conf\/ +– {2}09:01 +4000:4000 {2}drwxr-xr-x$/);
    const link = entry('/now', { type: 'symlink', size: undefined, mode: 0o777, target: '../\x1b[2J' });
    expect(row(link, 78)).toMatch(/^now → "\.\.\/\\u001b\[2J" +– .*lrwxrwxrwx$/);
  });
});
