/** The twelve bits of Unix. restic writes modes as Go keeps them: the bits above the nine of rwx are elsewhere. */
export function unixMode(goMode: number): number {
  const has = (bit: number) => Math.floor(goMode / 2 ** bit) % 2 === 1;
  return (goMode & 0o777) | (has(23) ? 0o4000 : 0) | (has(22) ? 0o2000 : 0) | (has(20) ? 0o1000 : 0);
}
