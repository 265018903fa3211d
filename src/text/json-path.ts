import { JSONPathEnvironment, JSONPathError, type JSONValue } from 'json-p3';
import { Failure } from '../errors.ts';
import { escapedLine, jsonText } from './structured.ts';

/**
 * Compiles a template of `kubectl -o jsonpath`: text, `{.path}`, `{"\n"}` and `{range .path[*]}…{end}`. A path that
 * matches nothing prints nothing. Throws a Failure if the template is invalid.
 */
export function jsonPathTemplate(template: string): (document: object) => string {
  const isPathAlone = /^[.$@[]/.test(template) && !template.includes('{');
  const parts = partsOf(isPathAlone ? `{${template}}` : template);
  return (document) => {
    const root = plainValue(document);
    return filled(parts, root, root);
  };
}

/**
 * Sorts items by the value of a path in their documents, as `kubectl --sort-by` does: those without a value first.
 * Throws a Failure if the path is invalid or matches no item.
 */
export function sortedByPath<T>(items: readonly T[], documentOf: (item: T) => object, path: string): readonly T[] {
  const inBraces = /^\{(.*)\}$/s.exec(path.trim())?.[1] ?? path.trim();
  const query = queryOf(/^[.$@[]/.test(inBraces) ? inBraces : `.${inBraces}`, '--sort-by');
  const keyed = items.map((item) => ({ item, value: query.values(plainValue(documentOf(item)))[0] }));
  if (items.length > 0 && keyed.every(({ value }) => value === undefined)) {
    throw new Failure('usage', `--sort-by ${path} matches no item`, { hint: 'see the fields of an item with -o json' });
  }
  const compound = keyed.find(({ value }) => typeof value === 'object' && value !== null);
  if (compound !== undefined) {
    throw new Failure('usage', `--sort-by ${path} is ${Array.isArray(compound.value) ? 'a list' : 'an object'}`, {
      hint: 'choose a field of it, see -o json',
    });
  }
  return keyed.sort((one, other) => compareValues(one.value, other.value)).map(({ item }) => item);
}

interface Query {
  readonly isFromRoot: boolean;
  values(value: JSONValue): readonly JSONValue[];
}

type Part = string | Query | { readonly range: Query; readonly body: readonly Part[] };

/** An action in braces, whose quoted text may contain braces, or plain text. */
const piece = /\{((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^{}"'])*)\}|([^{]+)/gsy;

function partsOf(template: string): readonly Part[] {
  const open: { readonly range?: Query; readonly body: Part[] }[] = [{ body: [] }];
  let end = 0;
  for (const [whole, action, text] of template.matchAll(piece)) {
    end += whole.length;
    addPart(open, text ?? actionOf((action ?? '').trim()));
  }
  if (end < template.length) throw invalid(`a brace or a quote is not closed in ${template.slice(end)}`);
  if (open.length > 1) throw invalid('{range} has no {end}');
  return open[0]?.body ?? [];
}

interface Action {
  readonly kind: 'range' | 'end';
  readonly query?: Query;
}

/** Adds to the innermost open range. */
function addPart(open: { readonly range?: Query; readonly body: Part[] }[], part: string | Query | Action): void {
  if (typeof part === 'string' || !('kind' in part)) {
    open.at(-1)?.body.push(part);
  } else if (part.query !== undefined) {
    open.push({ range: part.query, body: [] });
  } else {
    const { range, body } = open.pop() ?? { body: [] };
    if (range === undefined) throw invalid('{end} has no {range}');
    open.at(-1)?.body.push({ range, body });
  }
}

function actionOf(action: string): string | Query | Action {
  if (action === 'end') return { kind: 'end' };
  const range = /^range\s+(.+)$/s.exec(action)?.[1];
  if (range !== undefined) return { kind: 'range', query: queryOf(range, '-o jsonpath') };
  const quoted = /^(["'])(.*)\1$/s.exec(action)?.[2];
  if (quoted !== undefined) return unquoted(quoted);
  if (!/^[.$@[]/.test(action)) throw invalid(`"${action}" is not a path: expected {.${action || 'field'}}`);
  return queryOf(action, '-o jsonpath');
}

const escapes: Readonly<Partial<Record<string, string>>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(text: string): string {
  return text.replace(/\\(.)/gs, (_whole, character: string) => escapes[character] ?? character);
}

const environment = new JSONPathEnvironment();

/** `$` is the whole document; `@` or nothing is the item of the range. */
function queryOf(path: string, flag: string): Query {
  const standard = standardPath(path);
  try {
    const compiled = environment.compile(/^[$@]/.test(standard) ? `$${standard.slice(1)}` : `$${standard}`);
    return { isFromRoot: path.startsWith('$'), values: (value) => compiled.query(value).values() };
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    throw new Failure('usage', `${flag}: "${path}" is not a valid path: ${error.message}`, { cause: error });
  }
}

/**
 * Translates kubectl's `.a\.b/c` and `['a.b']`, which is a path there, to the standard's `['a.b/c']` and `['a']['b']`.
 */
function standardPath(path: string): string {
  return path.replace(
    kubectlNames,
    (whole, _quote, quoted: string | undefined, dots: string | undefined, name = '') => {
      if (quoted !== undefined)
        return quoted
          .split(/(?<!\\)\./)
          .map(inBrackets)
          .join('');
      if (dots === undefined || /^[\w-]+$/.test(String(name))) return whole;
      return (dots === '..' ? '..' : '') + inBrackets(String(name));
    },
  );
}

/** One name in brackets; other quoted text, which stays unchanged; a name after dots. */
const kubectlNames =
  /\[\s*(["'])((?:\\.|(?!\1)[^\\])*)\1\s*\]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(\.{1,2})((?:\\.|[^\s.,[\]()"'\\@$*!=<>&|])+)/gs;

function inBrackets(name: string): string {
  return `['${name.replace(/\\(.)/gs, '$1').replace(/['\\]/g, '\\$&')}']`;
}

function filled(parts: readonly Part[], current: JSONValue, root: JSONValue): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!('range' in part)) return valuesOf(part, current, root).map(valueText).join(' ');
      return valuesOf(part.range, current, root)
        .map((item) => filled(part.body, item, root))
        .join('');
    })
    .join('');
}

function valuesOf(query: Query, current: JSONValue, root: JSONValue): readonly JSONValue[] {
  return query.values(query.isFromRoot ? root : current);
}

/** The text on one line: a name from the cluster cannot begin its own line. */
function valueText(value: JSONValue): string {
  if (typeof value === 'string') return escapedLine(value);
  return typeof value === 'object' && value !== null ? jsonText(value, 0).trimEnd() : String(value);
}

/** As `-o json` prints it: without undefined values. */
function plainValue(document: object): JSONValue {
  return JSON.parse(JSON.stringify(document)) as JSONValue;
}

/** Numbers sort by value: `app-2` before `app-10`. */
const collator = new Intl.Collator('en', { numeric: true });

function compareValues(one: JSONValue | undefined, other: JSONValue | undefined): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return collator.compare(valueText(one), valueText(other));
}

function invalid(reason: string): Failure {
  return new Failure('usage', `-o jsonpath: ${reason}`, { hint: 'list the keys with -o json' });
}
