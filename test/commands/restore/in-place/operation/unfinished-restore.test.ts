import { expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { unfinishedRestore } from '../../../../../src/commands/restore/in-place/operation/unfinished-restore.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const failure = new Failure('timeout', 'It took too long.', { details: ['a detail'], hint: 'a hint' });
const resume = 'volsyncctl restore resume web -n home';
const abort = 'volsyncctl restore abort web -n home';

it('keeps what went wrong, and names both ways', () => {
  const steps = { keep: 'done', restore: 'begun' } as const;
  expect(unfinishedRestore(failure, someJournal({ steps }))).toMatchObject({
    kind: 'timeout',
    message: 'It took too long.',
    details: ['a detail', 'a hint', expect.stringMatching(/stays open; done: keep; the data may be half restored/)],
    hint: `resume: ${resume}\nroll back: ${abort}`,
  });
});

it('says that the data is as it was only before the restore has begun', () => {
  const { details } = unfinishedRestore(failure, someJournal({ steps: { keep: 'begun' } })) as Failure;
  expect(details.at(-1)).toMatch(/nothing is done yet; the data is as it was/);
});

it('names no way on where it goes back, and says nothing of the data', () => {
  const failed = unfinishedRestore(failure, someJournal({ direction: 'aborting' })) as Failure;
  expect(failed.hint).toBe(`roll back: ${abort}`);
  expect(failed.details.at(-1)).toBe('The restore of home/web stays open.');
});

it('leaves an error of the program as it is', () => {
  const error = new TypeError('a bug');
  expect(unfinishedRestore(error, someJournal())).toBe(error);
});
