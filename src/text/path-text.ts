/** Characters that could control a terminal, hide where a name ends, or make it look quoted. */
const needsQuotes = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]|^["\s]|\s$/u;
const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * A path from a snapshot on one line, so that two paths never look the same: a path with anything unusual is quoted as
 * in JSON, and no other one begins with `"`.
 */
export function pathText(path: string): string {
  if (!needsQuotes.test(path)) return path;
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(path).replace(steering, escape);
}
