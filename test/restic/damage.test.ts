import { describe, expect, it } from 'vitest';
import { isDamage, isForbidden, isOutOfReach } from '../../src/restic/damage.ts';

const id = '18b84a4ed79b20e8e7fe92b083bd0abc80d501502a6ab3e0287a63f97fd6a7fc';

// Each line was printed by restic 0.18.1, by backup, ls, restore, check and snapshots.
describe('a line of restic', () => {
  it.each([
    `Load(<data/18b84a4ed7>, 498, 320) failed: open /r/data/18/${id}: no such file or directory`,
    `error: tree ${id} could not be loaded; the repository could be damaged: ReadFull(<data/18b84a4ed7>): open /r/data/18/${id}: no such file or directory`,
    `error: /: tree ${id} is not known; the repository could be damaged, run \`repair index\` to try to repair it`,
    `ignoring error for /: ReadFull(<data/18b84a4ed7>): open /r/data/18/${id}: no such file or directory`,
    `  ReadFull(<data/3239ac49c5>): open /r/data/32/${id}: no such file or directory`,
    `ignoring error for /: id ${id} not found in repository`,
    `id ${id} not found in repository`,
    'LoadRaw(<index/ba45f749cb>): invalid data returned',
    'Fatal: LoadRaw(<key/23be5dce4e>): invalid data returned',
    `Fatal: config or key ${id} is damaged: ciphertext verification failed`,
    `pack ${id}: does not exist`,
    `pack ${id}: unexpected file size: got 0, expected 3000526`,
    `pack ${id} contains 2 errors: [blob 4355a46b: decrypting blob <data/4355a46b> from 762f42ad failed: ciphertext verification failed]`,
    `Ignoring "${id}": failed to load snapshot b8f12939: LoadRaw(<snapshot/b8f1293972>): invalid data returned`,
  ])('tells damage: %s', (line) => {
    expect([isDamage(line), isOutOfReach(line)]).toEqual([true, false]);
  });

  it.each([
    `Load(<data/18b84a4ed7>, 498, 320) failed: open /r/data/18/${id}: permission denied`,
    `  ReadFull(<data/3239ac49c5>): open /r/data/32/${id}: permission denied`,
    `error: error loading index ${id}: open /r/index/${id}: permission denied`,
    `Ignoring "${id}": failed to load snapshot 16a805ed: open /r/snapshots/${id}: permission denied`,
    'Fatal: config cannot be loaded: open /r/config: permission denied',
  ])('tells what may not be read: %s', (line) => {
    expect([isDamage(line), isForbidden(line), isOutOfReach(line)]).toEqual([false, true, true]);
  });

  it.each([
    'Load(<data/59830bbe60>, 17600785, 0) failed: dial tcp 10.0.0.9:8000: connect: connection refused',
    `error: error loading index ${id}: read tcp 10.0.0.9:8000: i/o timeout`,
  ])('tells what could not be reached: %s', (line) => {
    expect([isDamage(line), isForbidden(line), isOutOfReach(line)]).toEqual([false, false, true]);
  });

  it.each([
    'error: open /data/secret: permission denied',
    'error: lstat /data/tree: no such file or directory',
    'Warning: at least one source file could not be read',
    'Fatal: wrong password or no key found',
    'snapshot 724684cd saved',
  ])('tells nothing of the repository: %s', (line) => {
    expect([isDamage(line), isForbidden(line), isOutOfReach(line)]).toEqual([false, false, false]);
  });
});
