import { expect, test } from 'vitest';
import { patchedText } from './patched-module.ts';

const patch = { module: 'm', file: 'f.go', changes: { 'a = 1': 'a = 3', 'b = 2\n': '' } };

test('replaces each text that stands there once', () => {
  expect(patchedText('a = 1\nb = 2\nc = 3\n', patch)).toBe('a = 3\nc = 3\n');
});

test.each(['b = 2\n', 'a = 1\na = 1\nb = 2\n'])('refuses %j, where a text is not there exactly once', (text) => {
  expect(() => patchedText(text, patch)).toThrow(/m\/f\.go holds "a = 1" [02] times/);
});

test('refuses a file in which one of several texts is missing', () => {
  expect(() => patchedText('a = 1\n', patch)).toThrow('m/f.go holds "b = 2\n" 0 times');
});
