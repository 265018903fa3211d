/** A field selector for one value; escapes backslash, comma and equals sign. */
export function fieldEquals(field: string, value: string): string {
  return `${field}=${value.replace(/[\\,=]/g, String.raw`\$&`)}`;
}
