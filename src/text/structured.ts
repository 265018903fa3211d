/** Characters that could control a terminal, except line ends: JSON and YAML leave some of them unescaped. */
const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A document as JSON that cannot control a terminal; `indent` 0 gives one line. */
export function jsonText(document: object, indent: 0 | 2): string {
  return `${escaped(JSON.stringify(document, null, indent))}\n`;
}

/** The same as YAML, in which YAML 1.1 parsers also read texts as texts (`no`, `12:30`), without aliases. */
export async function yamlText(document: object): Promise<string> {
  const { Scalar, stringify } = await import('yaml');
  // Only double-quoted text can contain escapes.
  const quoted = (_key: unknown, value: unknown) => {
    if (typeof value !== 'string' || value.search(steering) < 0) return value;
    const text = new Scalar(value);
    text.type = 'QUOTE_DOUBLE';
    return text;
  };
  return escaped(stringify(document, quoted, { compat: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0 }));
}

/** Text on one line that cannot control a terminal: escaped as in JSON, without quotes. */
export function escapedLine(text: string): string {
  return escaped(text.replaceAll('\n', '\\n'));
}

function escaped(text: string): string {
  return text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
