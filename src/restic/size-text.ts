const units: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Bytes of a size as restic writes it, such as `1.014 KiB`: restic rounds to three places. */
export function bytesOf(text: string | undefined): number | undefined {
  const [number, unit] = text?.split(' ') ?? [];
  const factor = units[unit ?? ''];
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}
