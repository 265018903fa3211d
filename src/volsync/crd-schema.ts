import fields from './crd-fields.json' with { type: 'json' };
import { nearMiss } from './spelling-suggestions.ts';

/**
 * Type of a field: the name of a scalar, enum values separated by bars, `#name` of a definition, a list of one type, or
 * the fields of an object (`*` for any key, `!` for the names of the required ones). Taken from the CRDs of VolSync
 * 0.16.
 */
type Schema = string | readonly Schema[] | { readonly [field: string]: Schema };

export type Path = readonly (string | number)[];

/** What the API server would drop or refuse. */
export interface SchemaProblem {
  readonly kind: 'unknown-field' | 'invalid-value';
  /** Path from the object's root. */
  readonly path: Path;
  readonly message: string;
  /** For an unknown field: the field that was probably meant. */
  readonly near?: string | undefined;
}

export type ReplicationKind = 'ReplicationSource' | 'ReplicationDestination';

const definitions: Readonly<Record<string, Schema>> = fields.definitions;

/** Compares a spec with the fields of VolSync's CRD. Texts with a placeholder are not checked. */
export function schemaProblems(kind: ReplicationKind, spec: unknown): readonly SchemaProblem[] {
  return compared(fields[kind], spec, ['spec']);
}

function compared(schema: Schema, value: unknown, path: Path): readonly SchemaProblem[] {
  // Null counts as absent.
  if (value === undefined || value === null || isPlaceholder(value)) return [];
  if (typeof schema === 'string') return scalar(schema, value, path);
  if (isList(schema)) {
    const [item = 'any'] = schema;
    if (!Array.isArray(value)) return [invalid(path, 'a list')];
    return value.flatMap((each, index) => compared(item, each, [...path, index]));
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [invalid(path, 'an object')];
  const missing = requiredIn(schema).filter((field) => !(field in value));
  return [
    ...missing.map((field) => invalid([...path, field], 'set')),
    ...Object.entries(value).flatMap(([field, inner]) => comparedField(schema, inner, [...path, field])),
  ];
}

type Fields = Readonly<Record<string, Schema>>;

function comparedField(schema: Fields, value: unknown, path: Path): readonly SchemaProblem[] {
  const field = String(path.at(-1) ?? '');
  const known = field === '!' ? undefined : (schema[field] ?? schema['*']);
  return known === undefined ? [unknown(path, Object.keys(schema))] : compared(known, value, path);
}

function requiredIn({ '!': names }: Fields): readonly string[] {
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

function scalar(schema: string, value: unknown, path: Path): readonly SchemaProblem[] {
  if (schema.startsWith('#')) return compared(definitions[schema.slice(1)] ?? 'any', value, path);
  const expected = expectedInstead(schema, value);
  return expected === undefined ? [] : [invalid(path, expected)];
}

function expectedInstead(schema: string, value: unknown): string | undefined {
  switch (schema) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'a whole number without quotes';
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value) ? undefined : 'a number or a text';
    case 'quantity':
      return isQuantity(value) ? undefined : 'a quantity such as 5Gi';
    default:
      return typeof value === 'string' ? expectedText(schema, value) : 'a text in quotes';
  }
}

function expectedText(schema: string, value: string): string | undefined {
  switch (schema) {
    case 'string':
      return undefined;
    case 'schedule':
      return isCrdSchedule(value) ? undefined : 'five cron fields of numbers, such as "15 2 * * *"';
    case 'date-time':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value)
        ? undefined
        : 'a time such as 2026-11-28T20:47:02Z';
    default:
      return schema.split('|').includes(value)
        ? undefined
        : schema.replaceAll('|', ', ').replace(/, ([^,]+)$/, ' or $1');
  }
}

/** Whether VolSync's CRDs accept it as `spec.trigger.schedule`; the controller may still refuse it. */
export function isCrdSchedule(text: string): boolean {
  return /^(@(annually|yearly|monthly|weekly|daily|hourly))|((((\d+,)*\d+|(\d+(\/|-)\d+)|\*(\/\d+)?)\s?){5})$/.test(
    text,
  );
}

/** Checks the CRDs' pattern, which also accepts values that make no sense as a size. */
function isQuantity(value: unknown): boolean {
  if (typeof value !== 'string') return Number.isInteger(value);
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?(?:\d+(?:\.\d*)?|\.\d+))?$/.test(value);
}

function invalid(path: Path, expected: string): SchemaProblem {
  return { kind: 'invalid-value', path, message: `${fieldPathText(path)} has to be ${expected}` };
}

function unknown(path: Path, known: readonly string[]): SchemaProblem {
  const near = nearMiss(String(path.at(-1) ?? ''), known);
  return { kind: 'unknown-field', path, message: `${fieldPathText(path)} is not a field of VolSync's CRD`, near };
}

/** Formats a path such as `spec.restic.moverVolumes[0].mountPath`. */
export function fieldPathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/** Whether a value contains a variable that has not been substituted. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /\$\{\w+/.test(value);
}

function isList(schema: Schema): schema is readonly Schema[] {
  return Array.isArray(schema);
}
