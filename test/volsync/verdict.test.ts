import { expect, it } from 'vitest';
import { byHarm } from '../../src/volsync/verdict.ts';

it('orders the worst first: unprotected, unknown, protected with a warning, protected; those alike by name', () => {
  const judged = [
    { namespace: 'home', name: 'good', verdict: 'protected' },
    { namespace: 'home', name: 'b', verdict: 'unknown' },
    { namespace: 'home', name: 'warned', verdict: 'protected', warnings: ['shared'] },
    { namespace: 'home', name: 'a', verdict: 'unknown' },
    { namespace: 'home', name: 'bad', verdict: 'unprotected' },
  ] as const;
  expect(judged.toSorted(byHarm).map(({ name }) => name)).toEqual(['bad', 'a', 'b', 'warned', 'good']);
});
