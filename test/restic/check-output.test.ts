import { describe, expect, it } from 'vitest';
import { checkProgress, readCheckOutput } from '../../src/restic/check-output.ts';

const pack = '59830bbe60b29d8bcabbae53796b9e50583a7ef1c67f5bd718e4b138336049bd';
const tree = 'c4c72bd7f865af6fc556c44b88622ab4128cd59420d85c7d0729690641492b5c';

describe('what restic check says', () => {
  // Each line was printed by restic 0.18.1 about a repository that was damaged on purpose.
  it.each([
    [
      `pack ${pack} contains 2 errors: [blob 964a3453: decrypting blob failed: ciphertext verification failed]`,
      'pack',
      pack,
    ],
    [`pack ${pack}: does not exist`, 'pack', pack],
    [`pack ${pack}: unexpected file size: got 1000000, expected 17600785`, 'pack', pack],
    ['error for tree c4c72bd7:', 'tree', 'c4c72bd7'],
    [`  id ${tree} not found in repository`, 'tree', tree],
    [
      'error: failed to load snapshot 3d7ccc68: LoadRaw(<snapshot/3d7ccc68a1>): invalid data returned',
      'snapshot',
      '3d7ccc68',
    ],
    [`error: error loading index ${tree}: LoadRaw(<index/163282c9d0>): invalid data returned`, 'index', tree],
  ])('is damage: %s', (line, what, id) => {
    expect(readCheckOutput([line]).damages).toEqual([{ what, id, words: line.trim() }]);
  });

  it.each([
    'Load(<data/59830bbe60>, 17600785, 0) failed: dial tcp 10.0.0.9:8000: connect: connection refused',
    'Fatal: repository contains errors',
    'Fatal: unable to open repository at rest:http://10.0.0.9:8000/: connection refused',
    'pack is a word',
    '',
  ])('is no damage that is proven: %s', (line) => {
    expect(readCheckOutput([line]).damages).toEqual([]);
  });

  it('takes a tree that could not be read for no damage', () => {
    const reasons = ['permission denied', 'connect: connection refused'];
    for (const why of reasons) {
      const errors = ['error for tree c4c72bd7:', `  ReadFull(<data/59830bbe60>): open /r/data/59/${pack}: ${why}`];
      expect(readCheckOutput(errors).damages).toEqual([]);
    }
    const index = `error: error loading index ${tree}: open /r/index/${tree}: permission denied`;
    expect(readCheckOutput([index]).damages).toEqual([]);
    const gone = `  ReadFull(<data/59830bbe60>): open /r/data/59/${pack}: no such file or directory`;
    expect(readCheckOutput(['error for tree c4c72bd7:', gone]).damages).toHaveLength(1);
  });

  it('recommends commands, which are kept as they are', () => {
    const lines = [
      'The repository contains damaged pack files. Please read the troubleshooting guide at https://restic.readthedocs.io/en/stable/077_troubleshooting.html first.',
      `restic repair packs ${pack}`,
      'restic repair snapshots --forget',
      "The repository index is damaged and must be repaired. You must run `restic repair index' to correct this.",
    ];
    expect(readCheckOutput([...lines, 'Fatal: repository contains errors']).recommended).toEqual(lines);
  });

  it.each([
    ['[0:10] 12.50%  1 / 8 packs', '12.50%  1 / 8 packs'],
    ['[1:00:10] 100.00%  2 / 2 snapshots', '100.00%  2 / 2 snapshots'],
    ['[0:10]', undefined],
    ['load indexes', undefined],
  ])('is progress: %s', (line, words) => {
    expect(checkProgress(line)).toBe(words);
  });
});
