import { plainLine } from '../foreign-text.ts';

/** Text for a table cell: it can neither format anything nor end the cell. */
export function markdownText(text: string): string {
  return plainLine(text).replace(/[\\`*_{}[\]<>#|!~@&]/g, (mark) => `\\${mark}`);
}

/** A command for a table cell; a pipe ends a cell even in code. */
export function codeText(text: string): string {
  return `\`\` ${plainLine(text).replace(/`/g, "'").replace(/\|/g, '\\|')} \`\``;
}
