import { expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { failureDocument, renderFailure } from '../../src/render/failure.ts';
import { plainStyle } from '../plain-style.ts';

const failure = new Failure('failed', 'It failed.', {
  details: ['why'],
  hint: 'go on: resume web\nback: abort \u001b[31mweb',
});

it('shows each way out on a line of its own, without control characters', () => {
  expect(renderFailure(failure, plainStyle)).toBe(`✗ It failed.
    why
  → go on: resume web
  → back: abort web
`);
});

it('is one string for scripts', () => {
  expect(failureDocument(failure)).toMatchObject({ kind: 'failed', exitCode: 8, hint: failure.hint });
});
