/** Words of a command that are quoted already: a part of another command. */
export class ShellWords {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What is put into a command: one word, or several that are quoted already. */
type Value = string | number | ShellWords;

/** A word that a POSIX shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A command that an operator can paste, such as shellCommand`kubectl get pod ${name}`: each value is quoted as one word, because
 * a field of an object may hold any text, also one that a shell would run.
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
