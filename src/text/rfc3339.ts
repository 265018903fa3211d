/** A moment as Kubernetes writes it, in UTC and to the second. */
export function rfc3339(moment: Date): string;
export function rfc3339(moment: Date | undefined): string | undefined;
export function rfc3339(moment: Date | undefined): string | undefined {
  return moment?.toISOString().replace(/\.\d+Z$/, 'Z');
}
