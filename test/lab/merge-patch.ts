type Tree = Readonly<Record<string, unknown>>;

/** Applies a JSON merge patch (RFC 7386) and returns the result. */
export function mergePatch(target: Tree, patch: object): Tree {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = isTree(value) ? mergePatch(isTree(result[key]) ? result[key] : {}, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
