/** The text of a report without the frames of its tables, so that their cells stand in a line with blanks between. */
export function unframed(text: string): string {
  return text
    .replace(/^[┌├└].*\n/gm, '')
    .replace(/^│ | *│$/gm, '')
    .replace(/ │ /g, '  ');
}
