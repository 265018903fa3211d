import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../src');
const map = readFileSync(join(source, 'README.md'), 'utf8');
const quoted = [...map.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
const all = readdirSync(source, { recursive: true, encoding: 'utf8' });

describe('src/README.md', () => {
  it('names every file and folder of src/', () => {
    const entries = readdirSync(source, { withFileTypes: true });
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    const listed = (name: string) =>
      quoted.some((each) => each === name || (name === 'commands/' && each.startsWith(name)));
    expect(names.filter((name) => name !== 'README.md' && !listed(name))).toEqual([]);
  });

  it('names nothing that is not there', () => {
    const files = quoted.filter((name) => /^[\w./-]+\.ts$/.test(name));
    const isThere = (name: string) => all.some((path) => path === name || path.endsWith(`/${name}`));
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((name) => !isThere(name))).toEqual([]);
  });

  it('names every role of the files of a verb', () => {
    const roles = new Set(quoted.map((name) => basename(name)));
    const verbs = readdirSync(join(source, 'commands'));
    const folders = verbs.flatMap((verb) =>
      readdirSync(join(source, 'commands', verb), { withFileTypes: true }).filter((entry) => entry.isDirectory()),
    );
    const unnamed = folders.filter(
      ({ name, parentPath }) =>
        !roles.has(name) && !existsSync(join(parentPath, name, 'command.ts')) && !isPartOf(name),
    );
    expect(unnamed.map(({ name, parentPath }) => join(basename(parentPath), name))).toEqual([]);
  });
});

/** A part of a verb that is large enough to have its own roles, or that is next to its `run.ts`. */
function isPartOf(name: string): boolean {
  return (
    all.some((path) => path.includes(`/${name}/run.ts`) || path.includes(`/${name}/operation`)) || name === 'browser'
  );
}
