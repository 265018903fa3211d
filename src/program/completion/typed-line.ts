import type { Command, Option } from 'commander';

/** An unfinished command line, as far as it can be parsed. */
export interface TypedLine {
  readonly command: Command;
  /** The arguments of the command so far. */
  readonly words: readonly string[];
  /** The options so far, by commander's names; a flag without a value is empty. */
  readonly values: Readonly<Record<string, string>>;
  /** The option that the last word is the value of. */
  readonly pending: Option | undefined;
  /** The beginning of the value, option or word to complete. */
  readonly last: string;
}

/** Parses the words after the program's name; the last one is being completed, and may be empty. */
export function readTypedLine(program: Command, words: readonly string[]): TypedLine {
  const line = { command: program, words: [] as string[], values: {} as Record<string, string> };
  let pending: Option | undefined;
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) {
      line.values[pending.attributeName()] = word;
      pending = undefined;
    } else if (word.startsWith('-')) {
      pending = takeOption(line, word);
    } else {
      const command: Command | undefined =
        line.words.length === 0
          ? line.command.commands.find((each) => each.name() === word || each.aliases().includes(word))
          : undefined;
      if (command === undefined) line.words.push(word);
      else line.command = command;
    }
  }
  return { ...line, ...lastWord(line.command, pending, words.at(-1) ?? '') };
}

/** All options that a command accepts: its own, and those of the program. */
export function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...(command.parent === null ? [] : help.visibleOptions(rootOf(command)))];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** Records an option; returns it if the next word is its value. */
function takeOption(line: { command: Command; values: Record<string, string> }, word: string): Option | undefined {
  const [name, value] = split(word);
  const option = find(line.command, name);
  if (option === undefined) return undefined;
  if (value === undefined && takesValue(option)) return option;
  line.values[option.attributeName()] = value ?? '';
  return undefined;
}

function lastWord(command: Command, pending: Option | undefined, word: string) {
  if (pending !== undefined) return { pending, last: word };
  const [name, value] = split(word);
  const option = value === undefined ? undefined : find(command, name);
  return option === undefined ? { pending, last: word } : { pending: option, last: value ?? '' };
}

/** `--name=value`, and `-nvalue` for a short option with a value. */
function split(word: string): readonly [string, string?] {
  const equals = word.indexOf('=');
  if (word.startsWith('--')) return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
  return word.length > 2 ? [word.slice(0, 2), word.slice(2).replace(/^=/, '')] : [word];
}

function find(command: Command, name: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => long === name || short === name);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}
