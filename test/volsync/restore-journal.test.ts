import { expect, it } from 'vitest';
import { readRestoreJournal } from '../../src/volsync/restore-journal.ts';
import { someJournal } from '../fakes/in-place/journal.ts';

it('reads a journal from before there was the wish to leave the data', () => {
  const { leavesData, ...old } = someJournal({ leavesData: true });
  expect(leavesData).toBe(true);
  expect(readRestoreJournal(JSON.stringify(old)).leavesData).toBe(false);
});

it('says what of a journal is not understood, and not more than three of it', () => {
  const read = (journal: object) => () => readRestoreJournal(JSON.stringify(journal));
  expect(read({ ...someJournal(), wasEmpty: 'no' })).toThrow(/^wasEmpty: Invalid input.*boolean[^;]*$/);
  expect(read({})).toThrow(/^schema: [^;]*; run: [^;]*; holder: [^;]*; and \d+ more$/);
  expect(() => readRestoreJournal('7')).toThrow(/^it: Invalid input/);
});
