/** A parsed YAML or JSON mapping of unknown shape. */
export type YamlTree = Readonly<Record<string, unknown>>;

/** The mapping, or an empty one for anything else. */
export function asTree(value: unknown): YamlTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as YamlTree) : {};
}

/** The mappings of a list, or none for anything else. */
export function asTrees(value: unknown): readonly YamlTree[] {
  return Array.isArray(value) ? value.map(asTree) : [];
}

/** A non-empty text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list, or none for anything else. */
export function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A YAML boolean that was read as text, in any of its spellings. */
export function asFlag(value: unknown): boolean {
  return /^(?:true|yes|on)$/i.test(asText(value) ?? '');
}
