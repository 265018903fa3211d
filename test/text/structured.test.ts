import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonText, yamlText } from '../../src/text/structured.ts';

const hostile = { text: 'a\u001b[2Jb\u009b31mc\u202ed\u2028e\u0007', list: ['one\ntwo', '\u0085', 'plain'] };
const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

describe('structured output', () => {
  it.each([0, 2] as const)('is JSON that steers no terminal and loses nothing, with indent %i', (indent) => {
    const text = jsonText(hostile, indent);
    expect(text).not.toMatch(steering);
    expect(JSON.parse(text)).toEqual(hostile);
    expect(text.trimEnd().includes('\n')).toBe(indent === 2);
  });

  it('is YAML that steers no terminal and loses nothing', async () => {
    const text = await yamlText(hostile);
    expect(text).not.toMatch(steering);
    expect(parse(text)).toEqual(hostile);
    expect(await yamlText({ name: 'web' })).toBe('name: web\n');
  });

  it('is YAML in which older readers too find a text where there is one, and that refers to nothing', async () => {
    const odd = [
      'no',
      'on',
      'Yes',
      'y',
      '12:30',
      '1_000',
      '0b1',
      '010',
      '1e3',
      '~',
      'null',
      '2026-11-28',
      '=',
      '.5',
      '0x1f',
    ];
    const shared = { list: odd };
    const text = await yamlText({
      odd,
      one: shared,
      two: shared,
      time: '2026-11-28T20:00:00Z',
      long: 'word '.repeat(100),
    });
    expect(parse(text, { version: '1.1' })).toEqual(parse(text));
    expect((parse(text, { version: '1.1' }) as { odd: unknown }).odd).toEqual(odd);
    expect(text).not.toMatch(/[&*]a\d/);
  });
});
