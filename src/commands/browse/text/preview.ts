import { stripVTControlCharacters } from 'node:util';
import { brokenLines } from './fit-width.ts';
import { sizeText } from '../../../text/size.ts';

export interface PreviewedFile {
  /** The beginning of the file, or all of it. */
  readonly bytes: Uint8Array;
  /** The size of the whole file, if known. */
  readonly size: number | undefined;
}

export interface PreviewText {
  readonly lines: readonly string[];
  /** How much of the file the lines show as text. */
  readonly textBytes: number;
}

/** The beginning of a file as lines for a terminal of this width; binary content is reported and shown in hex. */
export function previewText({ bytes, size }: PreviewedFile, columns: number): PreviewText {
  const isCut = bytes.length < (size ?? bytes.length);
  if (bytes.length === 0) return { lines: [isCut ? 'it could not be read' : 'empty'], textBytes: 0 };
  const text = textOf(bytes, isCut);
  if (text === undefined) return { lines: hexLines(bytes, size), textBytes: 0 };
  return { lines: wrappedLines(text, columns), textBytes: bytes.length };
}

/** How much of a binary file is shown. */
const hexBytes = 256;
/** The maximum share of non-text characters: logs contain colors, and an occasional zero byte. */
const strangeShare = 0.1;

function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  // `stream` leaves out a character that was cut.
  const text = new TextDecoder().decode(bytes, { stream: isCut });
  const strange = stripVTControlCharacters(text).match(/(?![\t\n\r\f])[\p{Cc}\ufffd]/gu)?.length ?? 0;
  return strange > text.length * strangeShare ? undefined : text;
}

function wrappedLines(text: string, columns: number): readonly string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.flatMap((line) => brokenLines(harmless(withoutTabs(line)), columns));
}

/** Counts each character as one column, like editors without a width table. */
function withoutTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let column = 0;
  return line
    .split('\t')
    .map((part, index, { length }) => {
      const blanks = index === length - 1 ? 0 : 8 - ((column + part.length) % 8);
      column += part.length + blanks;
      return part + ' '.repeat(blanks);
    })
    .join('');
}

/** Control characters are shown, as `␛`, not executed. */
function harmless(line: string): string {
  return line.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function hexLines(bytes: Uint8Array, size: number | undefined): readonly string[] {
  const shown = bytes.subarray(0, hexBytes);
  const whole = size === undefined ? 'of unknown size' : sizeText(size);
  const lines = Array.from({ length: Math.ceil(shown.length / 16) }, (_, line) => hexLine(shown, line * 16));
  return [`binary, ${whole}; its first ${shown.length} bytes:`, '', ...lines];
}

function hexLine(bytes: Uint8Array, offset: number): string {
  const part = bytes.subarray(offset, offset + 16);
  const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${text}`;
}
