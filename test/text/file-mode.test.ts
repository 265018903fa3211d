import { expect, it } from 'vitest';
import { modeText } from '../../src/text/file-mode.ts';

it.each([
  ['file', 0o644, '-rw-r--r--'],
  ['dir', 0o2775, 'drwxrwsr-x'],
  ['dir', 0o1777, 'drwxrwxrwt'],
  ['file', 0o4755, '-rwsr-xr-x'],
  ['file', 0o4640, '-rwSr-----'],
  ['symlink', 0o777, 'lrwxrwxrwx'],
  ['fifo', 0o600, 'prw-------'],
  ['irregular', 0, '?---------'],
])('%s %o is %s', (type, mode, text) => {
  expect(modeText({ type, mode })).toBe(text);
});
