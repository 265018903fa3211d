/**
 * The twelve Unix permission bits. restic writes modes in Go's encoding, where the bits above the nine of rwx are in
 * other places.
 */
export function unixMode(goMode: number): number {
  const has = (bit: number) => Math.floor(goMode / 2 ** bit) % 2 === 1;
  return (goMode & 0o777) | (has(23) ? 0o4000 : 0) | (has(22) ? 0o2000 : 0) | (has(20) ? 0o1000 : 0);
}
