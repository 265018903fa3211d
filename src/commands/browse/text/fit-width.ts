import stringWidth from 'fast-string-width';

/** The width of the text in columns; it must not contain control characters. */
export function widthOf(text: string): number {
  return isNarrow(text) ? text.length : stringWidth(text);
}

/** The text padded with blanks to this width; never shortened. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The text in at most this many columns, with `…` in place of its middle: names differ at both ends. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 1) return '…'.slice(0, Math.max(0, width));
  // Only the ends of a path of 4,096 bytes are examined; a character of more than 16 units is not shown completely.
  const end = beginning(charactersOf(text.slice(-width * 16)).toReversed(), Math.floor((width - 1) / 2)).toReversed();
  const room = width - 1 - widthOf(end.join(''));
  return `${beginning(charactersOf(text.slice(0, width * 16)), room).join('')}…${end.join('')}`;
}

/** The text in lines of at most this many columns, broken anywhere. */
export function brokenLines(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of isNarrow(text) ? text : charactersOf(text)) {
    const wide = widthOf(character);
    if (used + wide > width && used > 0) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += character;
    used += wide;
  }
  return [...lines, line];
}

/** Whether every character has a width of one column, which needs no table. */
function isNarrow(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Characters as a reader counts them: a letter and its accents are one. */
function charactersOf(text: string): readonly string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As many of the characters as fit. */
function beginning(all: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = all.findIndex((character) => (used += widthOf(character)) > width);
  return end === -1 ? all : all.slice(0, end);
}
