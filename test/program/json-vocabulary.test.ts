import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Which names are used for texts, numbers, lists … in the documents' types. */
type Uses = Map<string, Set<string>>;

/** Objects of Kubernetes and VolSync and their fields: passed on unchanged, with their own names. */
const foreign = new Set(['conditions', 'containers', 'dataSourceRef', 'fields', 'latestImage', 'latestMoverStatus']);
const verbatim = new Set([...foreign, 'retain', 'steps', 'claimSpec', 'counts', 'missingRight']);

describe('the documents of -o json', () => {
  const uses = usesOfNames();

  it('call each thing by one name, which docs/json.md explains and gives its type', () => {
    const found = [...uses].map(([name, kinds]) => `${name}: ${[...kinds].sort().join(' or ')}`).sort();
    expect(found).toEqual(documented());
  });
});

/** The rows of the table, as `name: type`. */
function documented(): readonly string[] {
  const rows = readFileSync(path.join(root, 'docs/json.md'), 'utf8').matchAll(
    /^\| `(\w+)` \| ([\w ]+?) +\| \S.* \|$/gm,
  );
  return [...rows].map(([, name = '', kind = '']) => `${name}: ${kind}`).sort();
}

function usesOfNames(): Uses {
  const files = globSync(['src/text/*.ts', 'src/commands/**/{text,json}{,/*}.ts'], { cwd: root }).map((name) =>
    path.join(root, name),
  );
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
  });
  const checker = program.getTypeChecker();
  const uses: Uses = new Map();
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.Node);
    for (const one of module === undefined ? [] : checker.getExportsOfModule(module)) {
      if (!one.name.endsWith('Document')) continue;
      for (const signature of checker.getTypeOfSymbol(one).getCallSignatures()) {
        walk(signature.getReturnType(), { checker, uses, above: [] });
      }
    }
  }
  return uses;
}

interface Walk {
  readonly checker: ts.TypeChecker;
  readonly uses: Uses;
  readonly above: readonly ts.Type[];
}

function walk(type: ts.Type, at: Walk): void {
  if (at.above.includes(type)) return;
  const below = { ...at, above: [...at.above, type] };
  for (const part of partsOf(type)) {
    const element = elementOf(part, at.checker);
    if (element !== undefined) walk(element, below);
    else if (isObject(part)) for (const property of part.getProperties()) use(property, below);
  }
}

function use(property: ts.Symbol, at: Walk): void {
  const type = at.checker.getTypeOfSymbol(property);
  const kinds = partsOf(type).map((part) => kindOf(part, at.checker));
  if (kinds.length === 0) return;
  at.uses.set(property.name, new Set([...(at.uses.get(property.name) ?? []), ...kinds]));
  if (!verbatim.has(property.name)) walk(type, at);
}

/** Without what JSON omits. */
function partsOf(type: ts.Type): readonly ts.Type[] {
  const parts = type.isUnion() ? type.types : [type];
  const isSaid = ({ flags }: ts.Type) =>
    (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never)) === 0;
  return parts.filter((part) => isSaid(part) && !isUnread(part) && !isForeignMark(part));
}

/** The part of the foreign text type besides `string`. */
function isForeignMark(type: ts.Type): boolean {
  return type.getProperties().some(({ escapedName }) => String(escapedName).startsWith('__@foreign@'));
}

/** `{ unknown: why }`, for a value that could not be read. */
function isUnread(type: ts.Type): boolean {
  return (
    isObject(type) &&
    type
      .getProperties()
      .map(({ name }) => name)
      .join() === 'unknown'
  );
}

function elementOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  return checker.isArrayLikeType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): string {
  if ((type.flags & ts.TypeFlags.StringLike) !== 0) return 'text';
  if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return 'number';
  if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) return 'boolean';
  return checker.isArrayLikeType(type) ? 'list' : 'object';
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}
