import { expect, it } from 'vitest';
import { collectGarbage } from '../../src/repository/collect-garbage.ts';

it('collects what nothing refers to any more', async () => {
  const big = new WeakRef({ text: 'x'.repeat(1000) });
  await new Promise((resolve) => setTimeout(resolve));
  collectGarbage();
  collectGarbage();
  expect(big.deref()).toBeUndefined();
});
