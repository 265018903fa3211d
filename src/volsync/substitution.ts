/** A text with its variables substituted. */
export interface Substituted {
  readonly text: string;
  /** Variables that have neither a value nor a default; they are not substituted. */
  readonly unset: readonly string[];
}

/**
 * Substitutes `${VAR}`, `${VAR:-default}`, `${VAR:=default}`, `${VAR-default}` and `${VAR=default}` as Flux and
 * envsubst do; a default may contain variables. `$${VAR}` is an escaped `${VAR}`; other forms are left alone.
 */
export function substitute(text: string, values: ReadonlyMap<string, string>): Substituted {
  const unset = new Set<string>();
  let result = '';
  let at = 0;
  while (at < text.length) {
    const found = nextVariable(text, at);
    if (found === undefined) break;
    result += text.slice(at, found.start) + valueOf(found, values, unset);
    at = found.end;
  }
  return { text: result + text.slice(at), unset: [...unset] };
}

interface FoundVariable {
  readonly start: number;
  readonly end: number;
  readonly whole: string;
  /** Undefined for an escaped variable, which only loses its escape. */
  readonly name: string | undefined;
  readonly fallback: string | undefined;
  /** With a colon, an empty value counts as unset. */
  readonly isEmptyUnset: boolean;
}

function nextVariable(text: string, from: number): FoundVariable | undefined {
  const opening = /\$?\$\{([A-Za-z_]\w*)(?:(:?)([-=])|(?=\}))/g;
  opening.lastIndex = from;
  const match = opening.exec(text);
  if (match === null) return undefined;
  const [head, name, colon, hasFallback] = match;
  const end = closing(text, match.index + head.length);
  if (end === undefined) return undefined;
  const fallback = hasFallback === undefined ? undefined : text.slice(match.index + head.length, end);
  return {
    start: match.index,
    end: end + 1,
    whole: text.slice(match.index, end + 1),
    name: head.startsWith('$$') ? undefined : name,
    fallback,
    isEmptyUnset: colon === ':',
  };
}

/** The brace that closes a variable; its default ends on the same line. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '{' && text[at - 1] === '$') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function valueOf(found: FoundVariable, values: ReadonlyMap<string, string>, unset: Set<string>): string {
  const { name, whole, fallback, isEmptyUnset } = found;
  if (name === undefined) return whole.slice(1);
  const value = values.get(name);
  if (value !== undefined && !(isEmptyUnset && value === '')) return value;
  if (fallback === undefined) {
    unset.add(name);
    return whole;
  }
  const inner = substitute(fallback, values);
  for (const each of inner.unset) unset.add(each);
  return inner.text;
}
