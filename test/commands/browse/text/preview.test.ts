import { describe, expect, it } from 'vitest';
import { previewText } from '../../../../src/commands/browse/text/preview.ts';

function preview(content: string | Uint8Array, { size = 0, columns = 80 } = {}) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return previewText({ bytes, size: size || bytes.length }, columns);
}

describe('previewText of text', () => {
  it('is its lines, wrapped, without an empty one for the last line end', () => {
    expect(preview('one\r\ntwo\n\nabcdefgh\n', { columns: 5 })).toEqual({
      lines: ['one', 'two', '', 'abcde', 'fgh'],
      textBytes: 19,
    });
  });

  it('sets tabs', () => {
    expect(preview('a\tbc\t\td').lines).toEqual(['a       bc              d']);
  });

  it('shows control characters and obeys none', () => {
    const text = preview(`${'words '.repeat(20)}\x1b[31mred\x1b[0m \x07 \x7f \u202e \u009b31m \rover`, {
      columns: 400,
    });
    expect(text.lines.join('')).toContain('␛[31mred␛[0m ␇ ␡ \\u202e \\u009b31m ␍over');
  });

  it('leaves out a character that was cut through, and shows the end of a whole file as it is', () => {
    const bytes = Buffer.from('Grüße und ü').subarray(0, -1);
    expect(preview(bytes, { size: 100 }).lines).toEqual(['Grüße und ']);
    expect(preview(bytes).lines).toEqual(['Grüße und \ufffd']);
  });

  it('takes a text of another encoding for a text', () => {
    expect(preview(Buffer.from('Über den Dächern der Stadt', 'latin1')).lines).toEqual([
      '\ufffdber den D\ufffdchern der Stadt',
    ]);
  });

  it('is wrapped in time, at 64 KiB of wide characters in one line', () => {
    expect(preview('日'.repeat(21845), { columns: 79 }).lines).toHaveLength(561);
  });
});

describe('previewText of what is no text', () => {
  it('says so, with the size and the first bytes', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    const { lines, textBytes } = preview(bytes, { size: 5_000_000 });
    expect(lines[0]).toBe('binary, 4.8 MiB; its first 256 bytes:');
    expect(lines[6]).toBe('00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO');
    expect(lines).toHaveLength(18);
    expect(textBytes).toBe(0);
  });

  it('takes one zero byte, or many control characters, for it', () => {
    expect(preview('text\0text').lines[0]).toContain('binary');
    expect(preview('\x01\x02abc').lines[0]).toContain('binary');
  });

  it('tells an empty file from one of which nothing came', () => {
    expect(preview('').lines).toEqual(['empty']);
    expect(preview('', { size: 5 }).lines).toEqual(['it could not be read']);
  });
});
