import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../src/files/file-entry.ts';
import { metadataChanges } from '../../src/restic/metadata-changes.ts';

function entry(path: string, change: Partial<FileEntry> = {}): FileEntry {
  const time = new Date('2026-11-23T15:00:00Z');
  return { path, type: 'file', mode: 0o644, uid: 4000, gid: 4000, size: 1, time, ...change };
}

const changes = (before: FileEntry[], after: FileEntry[], changed: string[] = []) =>
  metadataChanges(before, after, new Set(changed)).map(({ path, fields }) => `${path} ${fields.join()}`);
const later = { time: new Date('2026-11-23T16:00:00Z') };

describe('metadataChanges', () => {
  it('tells mode, owner and time', () => {
    const after = [entry('/a', { mode: 0o600 }), entry('/b', { gid: 0 }), entry('/c', later), entry('/d')];
    expect(changes([entry('/a'), entry('/b'), entry('/c'), entry('/d')], after)).toEqual([
      '/a mode',
      '/b owner',
      '/c time',
    ]);
  });

  it('does not tell a folder for its time, but for its mode', () => {
    const folder = (change: object) => entry('/x', { type: 'dir', ...change });
    expect(changes([folder({})], [folder(later)])).toEqual([]);
    expect(changes([folder({})], [folder({ ...later, mode: 0o700 })])).toEqual(['/x mode']);
  });

  it('leaves out what came, went, is of another type, or has other content', () => {
    const before = [entry('/gone'), entry('/type'), entry('/content')];
    const after = [entry('/new', later), entry('/type', { type: 'symlink', ...later }), entry('/content', later)];
    expect(changes(before, after, ['/content'])).toEqual([]);
  });

  it('compares no names that look the same', () => {
    expect(changes([entry('/bad\ufffd')], [entry('/bad\ufffd', later), entry('/bad\ufffd')])).toEqual([]);
  });
});
