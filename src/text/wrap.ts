/** Text broken at blanks into lines of at most `width` characters; a longer word stays whole on a line of its own. */
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

/** What is said of a subject after a sign: one line, or as many as it takes on a terminal of so many columns. */
export function signedLines(
  { sign, subject, text }: { readonly sign: string; readonly subject: string; readonly text: string },
  columns: number | undefined,
): string {
  if (columns === undefined) return `${sign} ${subject}  ${text}`;
  const [first = '', ...others] = wrapText(`${subject} ${text}`, Math.max(20, columns - 3));
  const beginning = `${sign} ${subject}  ${first.slice(subject.length + 1)}`.trimEnd();
  return [beginning, ...others.map((line) => `  ${line}`)].join('\n');
}

/** The same within a subject: after a sign of its own, and no wider than is easily read. */
export function indented(text: string, sign: string, columns: number | undefined): readonly string[] {
  return wrapText(text, Math.min(columns ?? 80, 120) - 4).map(
    (line, index) => `${index === 0 ? `  ${sign} ` : '    '}${line}`,
  );
}
