const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes of a size as restic prints it (`862 B`, `1.234 MiB`), to the precision of its three decimals. */
export function byteSize(text: string | undefined): number | undefined {
  const match = /^(?<number>\d+(?:\.\d+)?) (?<unit>[KMGT]iB|B)$/.exec(text?.trim() ?? '')?.groups;
  if (match === undefined) return undefined;
  return Math.round(Number(match['number']) * 1024 ** units.findIndex((unit) => unit === match['unit']));
}
