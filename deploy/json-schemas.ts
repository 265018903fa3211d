import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** A JSON Schema (draft 7), or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const root = path.resolve(import.meta.dirname, '..');

/**
 * The schema of every document of `-o json` by its file's name, such as `status-v1.json`, from the types that the functions of the
 * program return. Generators of the registry read declared types; these are inferred, which only TypeScript's own checker knows.
 */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const files = globSync(['src/text/*.ts', 'src/commands/**/{text,json}{,/*}.ts'], { cwd: root }).sort();
  const program = programOf(files.map((name) => path.join(root, name)));
  const checker = program.getTypeChecker();
  const found = new Map<string, JsonSchema[]>();
  for (const file of files) {
    const source = program.getSourceFile(path.join(root, file));
    const module = source && checker.getSymbolAtLocation(source);
    for (const one of module === undefined ? [] : checker.getExportsOfModule(module)) {
      if (!one.name.endsWith('Document')) continue;
      for (const document of documentsOf(checker.getTypeOfSymbol(one))) {
        for (const name of namesOf(document, checker)) {
          found.set(name, [...(found.get(name) ?? []), schemaOf(document, { checker, above: [] })]);
        }
      }
    }
  }
  return new Map(
    [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [fileOf(name), whole(name, all)]),
  );
}

function programOf(files: readonly string[]): ts.Program {
  return ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
  });
}

/** What a function can return, one by one. */
function documentsOf(type: ts.Type): readonly ts.Type[] {
  return type.getCallSignatures().flatMap((signature) => {
    const returned = signature.getReturnType();
    return returned.isUnion() ? returned.types : [returned];
  });
}

/** Such as `volsyncctl/status/v1`; none for a part of a document. The inferred type is mostly only `string`. */
function namesOf(type: ts.Type, checker: ts.TypeChecker): readonly string[] {
  const property = type.getProperty('schema');
  const declaration = property?.valueDeclaration;
  if (property === undefined || declaration === undefined) return [];
  if (ts.isPropertyAssignment(declaration) && ts.isStringLiteralLike(declaration.initializer)) {
    return [declaration.initializer.text];
  }
  const known = checker.getTypeOfSymbol(property);
  return (known.isUnion() ? known.types : [known]).flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
}

function fileOf(name: string): string {
  return `${name.replace(/^volsyncctl\//, '').replaceAll('/', '-')}.json`;
}

function whole(name: string, documents: readonly JsonSchema[]): JsonSchema {
  const forms = [...new Map(documents.map((one) => [JSON.stringify(one), one])).values()].map((one) =>
    named(one, name),
  );
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: name };
  return forms.length === 1 ? { ...head, ...forms[0] } : { ...head, anyOf: forms };
}

function named(document: JsonSchema, name: string): JsonSchema {
  return { ...document, properties: { ...(document['properties'] as object), schema: { const: name } } };
}

interface Walk {
  readonly checker: ts.TypeChecker;
  /** The types that this one is in: one that holds itself is not written out again. */
  readonly above: readonly ts.Type[];
}

function schemaOf(type: ts.Type, walk: Walk): JsonSchema {
  if (type.isUnion()) return unionOf(type.types, walk);
  const { flags } = type;
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if ((flags & ts.TypeFlags.BooleanLiteral) !== 0) return { const: walk.checker.typeToString(type) === 'true' };
  if ((flags & ts.TypeFlags.Null) !== 0) return { type: 'null' };
  if (isText(type)) return { type: 'string' };
  if ((flags & ts.TypeFlags.NumberLike) !== 0) return { type: 'number' };
  if ((flags & ts.TypeFlags.BooleanLike) !== 0) return { type: 'boolean' };
  return structureOf(type, walk);
}

/** Also the mark that the type of foreign text has beside `string`. */
function isText(type: ts.Type): boolean {
  const isMark = type.getProperties().some(({ escapedName }) => String(escapedName).startsWith('__@foreign@'));
  return (type.flags & ts.TypeFlags.StringLike) !== 0 || isMark;
}

function unionOf(types: readonly ts.Type[], walk: Walk): JsonSchema {
  const said = types.filter(({ flags }) => (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) === 0);
  const schemas = said.map((one) => schemaOf(one, walk));
  const constants = schemas.flatMap((one) => ('const' in one ? [one['const']] : []));
  const others = schemas.filter((one) => !('const' in one));
  const isBoolean = constants.includes(true) && constants.includes(false);
  const values = constants.filter((one) => !isBoolean || typeof one !== 'boolean').sort();
  const forms = [
    ...(isBoolean ? [{ type: 'boolean' }] : []),
    ...(values.length === 1 ? [{ const: values[0] }] : values.length > 1 ? [{ enum: values }] : []),
    ...new Map(others.map((one) => [JSON.stringify(one), one])).values(),
  ];
  return forms.length === 1 && forms[0] !== undefined ? forms[0] : { anyOf: forms };
}

function structureOf(type: ts.Type, { checker, above }: Walk): JsonSchema {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0 || above.includes(type)) return {};
  const walk = { checker, above: [...above, type] };
  if (checker.isArrayLikeType(type)) {
    const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return { type: 'array', items: element === undefined ? {} : schemaOf(element, walk) };
  }
  const properties = checker
    .getPropertiesOfType(type)
    .map((one) => [one.name, checker.getTypeOfSymbol(one), one] as const)
    .filter(([, kind]) => (kind.flags & ts.TypeFlags.Undefined) === 0);
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const required = properties.filter(([, kind, one]) => !mayBeAbsent(kind, one)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, kind]) => [name, schemaOf(kind, walk)])),
    ...(required.length > 0 && { required: required.sort() }),
    ...(values !== undefined && { additionalProperties: schemaOf(values, walk) }),
  };
}

/** JSON leaves out what is undefined. */
function mayBeAbsent(type: ts.Type, { flags }: ts.Symbol): boolean {
  const parts = type.isUnion() ? type.types : [type];
  const isUndefined = (part: ts.Type) =>
    (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
  return (flags & ts.SymbolFlags.Optional) !== 0 || parts.some(isUndefined);
}

/** Writes them into a folder. */
async function writeAll(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, schema] of jsonSchemas()) {
    await writeFile(path.join(folder, file), `${JSON.stringify(schema, null, 1)}\n`);
  }
}

if (import.meta.main) await writeAll(path.join(root, 'docs/schemas'));
