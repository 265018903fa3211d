import { expect, it } from 'vitest';
import { targetChoices } from '../../../../src/commands/browse/browser/choices.ts';

it('offers three places, and says why one cannot be had', () => {
  expect(targetChoices({ backup: 'no repository' }).map(({ value, refused }) => [value, refused])).toEqual([
    ['live', undefined],
    ['snapshot', undefined],
    ['backup', 'no repository'],
  ]);
});
