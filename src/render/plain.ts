import { stripVTControlCharacters } from 'node:util';

const terminalControl = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** Text from the cluster without anything that could steer a terminal; tabs and line ends stay. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(terminalControl, '');
}

/** As `plain`, on one line. */
export function plainLine(text: string): string {
  return plain(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}
