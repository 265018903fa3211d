/** Words of a command that are already quoted: a part of another command. */
export class ShellWords {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** A value in a command: one word, or several that are already quoted. */
type Value = string | number | ShellWords;

/** Quotes a word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A command that an operator can paste, such as shellCommand`kubectl get pod ${name}`: each value is quoted as one
 * word, because a field of an object may contain any text, including something that a shell would run.
 */
export function shellCommand(parts: TemplateStringsArray, ...values: readonly Value[]): string {
  return String.raw({ raw: parts }, ...values.map(quoted));
}

/** Words that several commands share, such as shellWords`${name} -n ${namespace}`. */
export function shellWords(parts: TemplateStringsArray, ...values: readonly Value[]): ShellWords {
  return new ShellWords(shellCommand(parts, ...values));
}

function quoted(value: Value): string {
  return value instanceof ShellWords ? value.toString() : shellWord(String(value));
}
