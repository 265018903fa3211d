import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const folder = path.resolve(import.meta.dirname, '../../docs/schemas');
/** Lines of a stream, and two small lists. */
const without: ReadonlySet<string> = new Set(
  ['message', 'log-line', 'controller-log-line', 'mover-job', 'event', 'doctor-rules', 'doctor-bundle'].map(
    (name) => `volsyncctl/${name}/v1`,
  ),
);
const known = new Map<string, ValidateFunction>();

/** Throws if a document does not match its published schema, or has none. */
export function checkDocument(document: unknown): void {
  const { schema = '' } = document as { schema?: string };
  const validate = without.has(schema) ? undefined : (known.get(schema) ?? compiled(schema));
  if (validate === undefined || validate(document)) return;
  const wrong = (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  throw new Error(`${schema} is not as docs/schemas says:\n${wrong.join('\n')}`);
}

function compiled(name: string): ValidateFunction {
  const validate = new Ajv({ allErrors: true }).compile(
    JSON.parse(readFileSync(path.join(folder, fileOf(name)), 'utf8')) as object,
  );
  known.set(name, validate);
  return validate;
}

function fileOf(name: string): string {
  return `${name.replace(/^volsyncctl\//, '').replaceAll('/', '-')}.json`;
}
