/** Sorts names by their edit distance to `wanted`, equal ones alphabetically. */
export function nearestFirst(wanted: string, names: readonly string[]): readonly string[] {
  return names
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** The name that was probably meant: the only one within two letters of `wanted` and within a third of its length. */
export function nearMiss(wanted: string, names: readonly string[]): string | undefined {
  const limit = Math.min(2, Math.floor(wanted.length / 3));
  const near = names.filter((name) => name !== wanted && editDistance(wanted, name) <= limit);
  return near.length === 1 ? near[0] : undefined;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    let previous = index + 1;
    const next = [previous];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === from[index] ? 0 : 1);
      previous = Math.min(previous + 1, (row[column] ?? 0) + 1, replaced);
      next.push(previous);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
