/**
 * A line of restic's as it may be shown. restic hides the password of a REST server, but quotes other addresses as they are,
 * and a broken one piece by piece: what stands before the @ of an address goes, and so does what stands after its question
 * mark.
 */
export function withoutCredentials(line: string): string {
  if (line.length > longest) return `(a line of ${line.length} characters)`;
  return line
    .replace(/(parsing repository location failed): .*$/, '$1')
    .replace(/(?<![^\s"'(])(?![/"'(])[^\s:]+:[^\s]*@/g, '')
    .replace(/(\/[^\s?]*)\?[^\s"']+/g, '$1')
    .replace(/\brclone:\S*,\S*/g, 'rclone:***');
}

/** Longer ones are no words of restic's, and searching them would take long. */
const longest = 4000;
