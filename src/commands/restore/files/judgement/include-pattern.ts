/**
 * A line for `restic restore --include-file` that matches a path and everything below it. restic trims such lines and
 * expands variables: a character that would not survive becomes `?`, which matches any character, so siblings with an
 * unusual name may match as well.
 */
export function includePattern(path: string): string {
  return Array.from(path, (character) => patternOf(character)).join('');
}

function patternOf(character: string): string {
  if (/[\\*?[]/.test(character)) return `\\${character}`;
  return /[$\p{Cc}\p{Cs}\p{Z}]/u.test(character) ? '?' : character;
}
