import { describe, expect, it } from 'vitest';
import { isPattern, patternOfPath, readFindOutput } from '../../src/restic/find-output.ts';

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
const file = { path: '/conf/a', type: 'file', mode: 0o644, mtime: '2026-11-20T00:00:00Z', uid: 1, gid: 2, size: 3 };
const hit = (snapshot: string, ...matches: readonly object[]) => ({ matches, hits: matches.length, snapshot });

describe('readFindOutput', () => {
  it('reads the matches of each snapshot', () => {
    const { matches, unread } = readFindOutput([JSON.stringify([hit(one, file), hit(two, file, file)])]);
    expect(matches.get(one)).toMatchObject([{ path: '/conf/a', size: 3, mode: 0o644, uid: 1 }]);
    expect(matches.get(two)).toHaveLength(2);
    expect(unread).toEqual(new Set());
  });

  it('knows that restic leaves out the size of an empty file, and that a folder has none', () => {
    const { size, ...empty } = file;
    expect(size).toBe(3);
    const { matches } = readFindOutput([JSON.stringify([hit(one, empty, { ...empty, type: 'dir' })])]);
    expect(matches.get(one)?.map(({ size }) => size)).toEqual([0, undefined]);
  });

  it('reads nothing where nothing matches', () => {
    expect(readFindOutput(['[]']).matches.size).toBe(0);
  });

  it('names the snapshots of which restic could not read a folder', () => {
    const lines = [`Unable to load tree ${two}`, ` ... which belongs to snapshot ${one}`, '[]'];
    expect(readFindOutput(lines).unread).toEqual(new Set([one]));
  });

  it.each([
    ['a cut list', '[{"matches":[],"hits":0,"snap'],
    ['no list', '{}'],
    ['nothing', ''],
    ['another count', JSON.stringify([{ ...hit(one, file), hits: 2 }])],
    ['no snapshot', JSON.stringify([{ matches: [], hits: 0 }])],
    ['no file', JSON.stringify([hit(one, { ...file, path: 1 })])],
    ['words that are unknown', 'Ignoring something'],
  ])('refuses %s', (_what, line) => {
    expect(() => readFindOutput([line])).toThrow();
  });
});

describe('patternOfPath', () => {
  it.each([
    ['/conf/a b', '/conf/a b'],
    ['/conf [x]/*.ini', String.raw`/conf \[x]/\*.ini`],
    [String.raw`/a\b?`, String.raw`/a\\b\?`],
  ])('makes of %j the pattern %j', (path, pattern) => {
    expect(patternOfPath(path)).toBe(pattern);
  });
});

describe('isPattern', () => {
  it.each(['*.sqlite', '/conf/**/a?', '[a-z0-9_]', '[^a]b', String.raw`\[x`, String.raw`[\]]`, 'a]b', 'ä*', 'a-b'])(
    'takes %j',
    (text) => {
      expect(isPattern(text)).toBe(true);
    },
  );

  it.each(['[', '[]', '[a', '[a-]', '[-a]', '[a/b]', 'x\\', '[^]', 'a\0b'])('refuses %j', (text) => {
    expect(isPattern(text)).toBe(false);
  });
});
