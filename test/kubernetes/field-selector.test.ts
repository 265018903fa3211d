import { expect, it } from 'vitest';
import { fieldEquals } from '../../src/kubernetes/field-selector.ts';

it.each([
  ['web', 'metadata.name=web'],
  ['x,metadata.namespace=y', String.raw`metadata.name=x\,metadata.namespace\=y`],
  ['"red\\nx"', String.raw`metadata.name="red\\nx"`],
])('asks for %j alone', (name, selector) => {
  expect(fieldEquals('metadata.name', name)).toBe(selector);
});
