/** The text of a report without the frames of its tables, so that the cells of a row are on one line. */
export function unframed(text: string): string {
  return text
    .replace(/^[┌├└].*\n/gm, '')
    .replace(/^│ | *│$/gm, '')
    .replace(/ │ /g, '  ');
}
