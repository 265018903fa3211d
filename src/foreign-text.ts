import { stripVTControlCharacters } from 'node:util';

declare const foreign: unique symbol;

/**
 * Text that somebody else has written and the API does not restrict: conditions, events, container states, log lines,
 * manual tags, schedules, images, NFS paths, restic's metadata of a snapshot. Template literals, `join` and parameters of
 * type `string` do not accept it, so only `plainLine` and `plain` can put it into a message. Any string can be assigned to
 * it, and it can be compared and sent back unchanged.
 *
 * Plain strings are: names of objects, which the API validates; references to them, which it does not, and which
 * `nameText` makes safe when they are read; output of programs that is parsed, whose paths are shown by `pathText`.
 * `steady` and `renderFailure` are the safety nets below.
 */
export type ForeignText = string | { readonly [foreign]: never };

/** The characters as they are: to be parsed or sent back, never to be shown. */
export function rawText(text: ForeignText): string {
  return text as string;
}

/**
 * Text that should be a name. Anything else becomes its JSON text: no object can have that as a name, and it is on one
 * line. Undefined stays undefined.
 */
export function nameText<T extends string | undefined>(text: T): T {
  if (text === undefined || ordinaryName.test(text)) return text;
  const escaped = JSON.stringify(text).replace(/[^\x20-\x7e]/g, escapeOf);
  return (escaped.length > longestName ? `${escaped.slice(0, longestName)}…` : escaped) as T;
}

const longestName = 253;
const ordinaryName = /^(?!")[\x21-\x7e]{0,253}$/;

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Bidirectional and zero-width characters: with them two texts look the same, or a text looks like another. */
const unseen = String.raw`\p{Bidi_Control}\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\u{e0000}-\u{e007f}`;
const terminalControl = new RegExp(String.raw`(?![\t\n])[\p{Cc}${unseen}]`, 'gu');
const separators = /[\u2028\u2029]/g;
const ascii = /^[\t\n\x20-\x7e]*$/;

/** Text from the cluster without anything that could control a terminal; tabs and line ends stay. */
export function plain(said: ForeignText): string {
  const text = rawText(said);
  if (ascii.test(text)) return text;
  return stripVTControlCharacters(text).replace(separators, ' ').replace(terminalControl, '');
}

/** A condition or event may have any length; the important part is at its beginning. */
const longest = 1000;

/** Like `plain`, on one line and of limited length. */
export function plainLine(text: ForeignText): string {
  const line = plain(rawText(text).slice(0, 4 * longest))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest).trimEnd()}…` : line;
}

const colour = new RegExp(String.raw`\u001b\[[\d;]*m`, 'g');

/** Output without anything that controls a terminal except colors: a safety net below everything that creates text. */
export function steady(text: string): string {
  if (ascii.test(text)) return text;
  const colours = text.match(colour) ?? [];
  return text
    .split(colour)
    .map((part, index) => part.replace(separators, ' ').replace(steering, '') + (colours[index] ?? ''))
    .join('');
}

/** Zero-width characters are allowed: in file names they have a meaning. */
const steering = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
