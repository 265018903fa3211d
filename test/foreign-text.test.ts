import { describe, expect, it } from 'vitest';
import { plain, plainLine } from '../src/foreign-text.ts';

describe('plain', () => {
  it.each([
    ['text', 'text'],
    ['größe ✔ 日本', 'größe ✔ 日本'],
    ['a\tb\nc', 'a\tb\nc'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
    ['clear\u001b[2J\u001b[H', 'clear'],
    ['10%\r20%', '10%20%'],
    ['bell\u0007 back\u0008 nul\u0000 del\u007f', 'bell back nul del'],
    ['c1\u009b2J\u0085', 'c1'],
    ['bidi \u202egnp.exe\u2069', 'bidi gnp.exe'],
    ['\u001b', ''],
  ])('%j is %j', (hostile, harmless) => {
    expect(plain(hostile)).toBe(harmless);
  });
});

describe('plainLine', () => {
  it.each([
    ['  one\n  two\n', 'one two'],
    ['one\r\ntwo', 'one two'],
    ['\u001b[1mone', 'one'],
  ])('%j is %j', (text, line) => {
    expect(plainLine(text)).toBe(line);
  });
});
