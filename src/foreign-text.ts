import { stripVTControlCharacters } from 'node:util';

/** Bidirectional marks and what takes no room: with them two texts look the same, or a text looks like another. */
const unseen = String.raw`\p{Bidi_Control}\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\u{e0000}-\u{e007f}`;
const terminalControl = new RegExp(String.raw`(?![\t\n])[\p{Cc}${unseen}]`, 'gu');
const separators = /[\u2028\u2029]/g;
const ascii = /^[\t\n\x20-\x7e]*$/;

/** Text from the cluster without anything that could steer a terminal; tabs and line ends stay. */
export function plain(text: string): string {
  if (ascii.test(text)) return text;
  return stripVTControlCharacters(text).replace(separators, ' ').replace(terminalControl, '');
}

/** A condition or an event may be as long as it likes, and what it says is said at its beginning. */
const longest = 1000;

/** As `plain`, on one line, and no longer than a person reads. */
export function plainLine(text: string): string {
  const line = plain(text.slice(0, 4 * longest))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest).trimEnd()}…` : line;
}

const colour = new RegExp(String.raw`\u001b\[[\d;]*m`, 'g');

/** What is about to be written, with nothing in it that steers a terminal but colours: a net below all that makes text. */
export function steady(text: string): string {
  if (ascii.test(text)) return text;
  const colours = text.match(colour) ?? [];
  return text
    .split(colour)
    .map((part, index) => part.replace(separators, ' ').replace(steering, '') + (colours[index] ?? ''))
    .join('');
}

/** Not what only takes no room: in the names of files it has a meaning. */
const steering = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
