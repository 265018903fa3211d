import { expect, it } from 'vitest';
import { oneAfterAnother } from '../src/one-after-another.ts';

it('begins each piece of work when the one before has ended, also with an error', async () => {
  const inTurn = oneAfterAnother();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const all = await Promise.allSettled([inTurn(work('a', true)), inTurn(work('b')), inTurn(work('c'))]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
