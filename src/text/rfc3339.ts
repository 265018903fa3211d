/** A time in Kubernetes' format: UTC, to the second. */
export function rfc3339(moment: Date): string;
export function rfc3339(moment: Date | undefined): string | undefined;
export function rfc3339(moment: Date | undefined): string | undefined {
  return moment?.toISOString().replace(/\.\d+Z$/, 'Z');
}
