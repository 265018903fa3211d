/** Bytes of a Kubernetes quantity such as `5Gi`, `1500M` or `1e9`; undefined if it is malformed. */
export function quantityBytes(text: string): number | undefined {
  const [, digits, exponent, unit = ''] = /^(\d+(?:\.\d+)?)(?:[eE](\d+)|([kMGTPE]|[KMGTPE]i))?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  const power = ' KMGTPE'.indexOf(unit.charAt(0).toUpperCase() || ' ');
  return Number(digits) * (unit.endsWith('i') ? 1024 : 1000) ** power;
}
