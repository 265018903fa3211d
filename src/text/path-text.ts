/** What could steer a terminal, mislead about where a name ends, or be taken for a quoted name. */
const needsQuotes = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]|^["\s]|\s$/u;
const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * A path from a snapshot, on one line and so that two paths never look the same: one with anything unusual in it is quoted
 * as JSON does it, and `"` never begins any other.
 */
export function pathText(path: string): string {
  if (!needsQuotes.test(path)) return path;
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(path).replace(steering, escape);
}
