/**
 * The line of a file for `restic restore --include-file` that matches a path and what is beneath it. restic trims such a line and
 * replaces variables in it: a character that would not survive becomes `?`, which matches any one, so that siblings of an
 * unusual name may match as well.
 */
export function includePattern(path: string): string {
  return Array.from(path, (character) => patternOf(character)).join('');
}

function patternOf(character: string): string {
  if (/[\\*?[]/.test(character)) return `\\${character}`;
  return /[$\p{Cc}\p{Cs}\p{Z}]/u.test(character) ? '?' : character;
}
