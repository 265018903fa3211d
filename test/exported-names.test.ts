import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '../src');
const declaration =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) ([\w$]+)/gm;

/** Every name that a file of `src/` exports, with those files. */
function exportedNames(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const found = readFileSync(join(source, file), 'utf8').matchAll(declaration);
    // An overload is declared more than once.
    for (const name of new Set([...found].map(([, name = '']) => name))) {
      names.set(name, [...(names.get(name) ?? []), file]);
    }
  }
  return names;
}

it('gives no exported name two meanings', () => {
  const names = exportedNames();
  expect(names.get('Diagnosis')).toEqual(['volsync/diagnosis.ts']);
  const doubled = [...names].filter(([, files]) => files.length > 1);
  expect(doubled).toEqual([]);
});
