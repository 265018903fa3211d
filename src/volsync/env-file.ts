/** One assignment in an env file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** From 1 on. */
  readonly line: number;
}

/** What an env file says, or the first line that is no assignment. */
export type EnvFile = { readonly entries: readonly EnvEntry[] } | { readonly badLine: number };

/**
 * Reads `NAME=value` lines: comments, empty lines, `export`, and values in single or double quotes are allowed, as are the
 * literals of a configMapGenerator (`- NAME=value`). Nothing is expanded, and the last assignment of a name wins.
 */
export function readEnvFile(text: string): EnvFile {
  const entries: EnvEntry[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const [, name, value = ''] = /^\s*(?:-\s+|export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    if (name === undefined) return { badLine: index + 1 };
    entries.push({ name, value: unquoted(value), line: index + 1 });
  }
  return { entries };
}

/** A comment begins after a blank, where the value is not in quotes. */
function unquoted(text: string): string {
  const [, , inner] = /^\s*(["'])(.*)\1\s*(?:#.*)?$/.exec(text) ?? [];
  return inner ?? text.replace(/(?:^|\s+)#.*$/, '').trim();
}
