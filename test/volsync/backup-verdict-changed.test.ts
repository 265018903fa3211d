import { describe, it } from 'vitest';
import { wholeId } from '../fakes/repository-objects.ts';
import { claimed, expectBad, type BadCase } from '../fakes/backup-facts.ts';

const summary = { files: 2, bytes: 31, bytesAdded: 1, bytesStored: 1 };

describe('judgeBackup, of what was changed since the last sync', () => {
  it.each<BadCase>([
    [
      'a snapshot that was rewritten, with fewer files',
      { snapshots: [{ ...claimed, id: wholeId('99'), original: claimed.id, summary: { ...summary, filesRead: 3 } }] },
      'unknown mismatch',
      /restic made snapshot 99000000 of 724684cd .*: it has 2 of the 3 files/,
    ],
    [
      'the same that "repair snapshots" has made, with the numbers of the backup',
      { snapshots: [{ ...claimed, id: wholeId('99'), original: claimed.id, summary: { ...summary, filesRead: 2 } }] },
      'unknown mismatch',
      /made snapshot 99000000 of 724684cd .*: whether it still has the same files is not known/,
    ],
    [
      'one that was rewritten twice',
      {
        snapshots: [
          {
            ...claimed,
            id: wholeId('99'),
            original: wholeId('98'),
            parent: wholeId('be33baf0'),
            summary: { ...summary, backupStart: new Date('2026-11-23T15:00:04Z') },
          },
        ],
      },
      'unknown mismatch',
      /whether it still has the same files is not known/,
    ],
  ])('does not call protected: %s', (...bad) => expectBad(bad));
});
