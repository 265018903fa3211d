/** A field selector for one value, whatever is in it: a backslash, a comma and an equals sign have a meaning there. */
export function fieldEquals(field: string, value: string): string {
  return `${field}=${value.replace(/[\\,=]/g, String.raw`\$&`)}`;
}
