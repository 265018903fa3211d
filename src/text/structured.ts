/** What could steer a terminal, but for line ends: JSON and YAML let some of it through as it is. */
const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A document as JSON in which nothing can steer a terminal; `indent` 0 gives one line. */
export function jsonText(document: object, indent: 0 | 2): string {
  return `${escaped(JSON.stringify(document, null, indent))}\n`;
}

/** The same as YAML, in which readers of YAML 1.1 too find texts where there are texts (`no`, `12:30`), and nothing by reference. */
export async function yamlText(document: object): Promise<string> {
  const { Scalar, stringify } = await import('yaml');
  // Only a text in double quotes can hold escapes.
  const quoted = (_key: unknown, value: unknown) => {
    if (typeof value !== 'string' || value.search(steering) < 0) return value;
    const text = new Scalar(value);
    text.type = 'QUOTE_DOUBLE';
    return text;
  };
  return escaped(stringify(document, quoted, { compat: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0 }));
}

/** Text on one line, in which nothing can steer a terminal: written as JSON escapes it, without quotes. */
export function escapedLine(text: string): string {
  return escaped(text.replaceAll('\n', '\\n'));
}

function escaped(text: string): string {
  return text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
