/** One assignment in an env file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The entries of an env file, or the first line that is not an assignment. */
export type EnvFile = { readonly entries: readonly EnvEntry[] } | { readonly badLine: number };

/**
 * Reads `NAME=value` lines: comments, empty lines, `export`, and values in single or double quotes are allowed, as are
 * the literals of a configMapGenerator (`- NAME=value`). Nothing is expanded; the last assignment of a name wins.
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

/** In an unquoted value, a comment begins after a blank. */
function unquoted(text: string): string {
  const [, , inner] = /^\s*(["'])(.*)\1\s*(?:#.*)?$/.exec(text) ?? [];
  return inner ?? text.replace(/(?:^|\s+)#.*$/, '').trim();
}
