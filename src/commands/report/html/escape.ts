import { plainLine } from '../../../foreign-text.ts';

/** Escapes foreign text for HTML elements and quoted attributes. */
export function escaped(text: string): string {
  return plainLine(text.toWellFormed()).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
