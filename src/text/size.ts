const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in restic's format, such as `862 B`, `1.2 KiB`, `18.4 MiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Not 1024: a value that would round to "1024.0 KiB" is shown in the next unit.
  while (unit < units.length - 1 && value >= (unit === 0 ? 1024 : 1023.95)) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Such as `1 file`, `8,112 files`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
