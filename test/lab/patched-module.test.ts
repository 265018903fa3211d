import { expect, test } from 'vitest';
import { patchedText } from './patched-module.ts';

test('replaces the text that stands there once', () => {
  expect(patchedText('a = 1\nb = 2\n', { module: 'm', file: 'f.go', from: 'a = 1', to: 'a = 3' })).toBe(
    'a = 3\nb = 2\n',
  );
});

test.each(['b = 2\n', 'a = 1\na = 1\n'])('refuses %j, where the text is not there exactly once', (text) => {
  expect(() => patchedText(text, { module: 'm', file: 'f.go', from: 'a = 1', to: 'a = 3' })).toThrow(
    /m\/f\.go holds "a = 1" [02] times/,
  );
});
