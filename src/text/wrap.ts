/** Wraps text at blanks to lines of at most `width` characters; a longer word stays whole on its own line. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A message about a subject after a symbol: one line, or as many as a terminal of this width needs. */
export function signedLines(
  { sign, subject, text }: { readonly sign: string; readonly subject: string; readonly text: string },
  columns: number | undefined,
): string {
  if (columns === undefined) return `${sign} ${subject}  ${text}`;
  const [first = '', ...others] = wrapText(`${subject} ${text}`, Math.max(20, columns - 3));
  const beginning = `${sign} ${subject}  ${first.slice(subject.length + 1)}`.trimEnd();
  return [beginning, ...others.map((line) => `  ${line}`)].join('\n');
}

/** The same within a subject: after a symbol, and no wider than is easy to read. */
export function indented(text: string, sign: string, columns: number | undefined): readonly string[] {
  return wrapText(text, Math.min(columns ?? 80, 120) - 4).map(
    (line, index) => `${index === 0 ? `  ${sign} ` : '    '}${line}`,
  );
}
