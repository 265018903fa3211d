import { plainLine } from '../../../foreign-text.ts';

/** Foreign text as HTML shows it, within an element or a quoted attribute. */
export function escaped(text: string): string {
  return plainLine(text.toWellFormed()).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
