type Tree = Readonly<Record<string, unknown>>;

/**
 * The paths of fields that were sent but are not in the answer, such as `spec.restic.moverVolumes`: an older CRD drops
 * unknown fields, and not every API server reports it. Values may differ: admission may set them.
 */
export function droppedPaths(sent: unknown, answered: unknown, path = ''): readonly string[] {
  if (Array.isArray(sent)) {
    const others = Array.isArray(answered) ? (answered as readonly unknown[]) : [];
    return sent.flatMap((each, index) => droppedPaths(each, others[index], `${path}[${index}]`));
  }
  if (!isTree(sent)) return [];
  return Object.entries(sent).flatMap(([name, value]) => {
    if (isNothing(value)) return [];
    const at = path === '' ? name : `${path}.${name}`;
    const other = isTree(answered) ? answered[name] : undefined;
    return other === undefined ? [at] : droppedPaths(value, other, at);
  });
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that an API server may omit without a loss. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
