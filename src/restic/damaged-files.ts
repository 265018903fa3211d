/** What damage affects. */
export interface Touched {
  /** Full ids, newest snapshot first. */
  readonly snapshots: readonly string[];
  readonly files: readonly string[];
}

/** Parses `restic find --json --pack …`: the snapshots and files that need data in these packs. */
export function readTouched(lines: readonly string[]): Touched {
  const found = JSON.parse(lines.join('')) as readonly { snapshot?: unknown; path?: unknown; time?: unknown }[];
  const bySnapshot = new Map<string, string>();
  const files = new Set<string>();
  for (const { snapshot, path, time } of found) {
    if (typeof snapshot === 'string') bySnapshot.set(snapshot, String(time));
    if (typeof path === 'string') files.add(path);
  }
  const snapshots = [...bySnapshot].toSorted(([, a], [, b]) => (a < b ? 1 : -1)).map(([id]) => id);
  return { snapshots, files: [...files].sort() };
}
