import type { Command, Help, Option } from 'commander';
import { exitCodes, type Outcome } from '../../errors.ts';
import { wrapText } from '../../text/wrap.ts';
import { type Endings, type Example, helperPodFlags, helpOf, listFlags } from './page.ts';

/**
 * The help of a command in the layout of gh and kubectl: a sentence, usage, examples, flags in groups, exit codes.
 * Global flags and those of helper pods are in `volsyncctl options`.
 */
export function formatHelp(command: Command, helper: Help): string {
  const program = rootOf(command).name();
  const page = helpOf(command);
  const width = helper.helpWidth ?? 80;
  const sections = [
    wrapText(command.description(), width),
    usageLines(command, program),
    titled('Examples:', exampleLines(page?.examples ?? [], program, width), helper),
    (page?.notes ?? []).flatMap((line) => line),
    [...optionLines(command, helper), ...commandLines(command, helper)],
    titled('Exit codes:', endingLines(page?.endings ?? {}, width), helper),
    wrapText(footer(command, program), width),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

/** Flags with their descriptions, by heading. */
export function flagLines(options: readonly Option[], helper: Help): readonly string[] {
  const width = Math.max(...options.map((option) => helper.optionTerm(option).length));
  return [...Map.groupBy(options, (option) => option.helpGroupHeading ?? 'Flags:')].flatMap(([heading, group]) => [
    helper.styleTitle(heading),
    ...group.flatMap((option) => item(helper.optionTerm(option), width, option.description, helper)),
  ]);
}

/** The exit codes in as many columns as fit. */
function endingLines(endings: Endings, width: number): readonly string[] {
  const cells = (Object.keys(exitCodes) as Outcome[])
    .filter((outcome) => endings[outcome] !== undefined)
    .map((outcome) => `${String(exitCodes[outcome]).padStart(5)}  ${endings[outcome] ?? ''}`);
  const cellWidth = Math.max(...cells.map((cell) => cell.length)) + 1;
  const columns = Math.max(1, Math.floor((width + 1) / cellWidth));
  const rows = Math.ceil(cells.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    cells
      .filter((_cell, index) => index % rows === row)
      .map((cell) => cell.padEnd(cellWidth))
      .join('')
      .trimEnd(),
  );
}

function usageLines(command: Command, program: string): readonly string[] {
  const lines = helpOf(command)?.usage ?? [command.usage()];
  const usage = lines.map((line, index) => `${index === 0 ? 'Usage: ' : '       '}${program} ${line}`);
  const aliases = command.aliases().map((alias) => `${program} ${alias}`);
  return aliases.length === 0 ? usage : [...usage, `Also:  ${aliases.join(', ')}`];
}

/** The purpose to the right if all fit, else above. */
function exampleLines(examples: readonly Example[], program: string, width: number): readonly string[] {
  const lines = examples.map(({ line }) => `  ${program} ${line}`);
  const longest = Math.max(...lines.map((line) => line.length));
  const isWideEnough = examples.every(({ purpose }) => longest + purpose.length + 4 <= width);
  return lines.flatMap((line, index) => {
    const purpose = `# ${examples[index]?.purpose ?? ''}`;
    return isWideEnough ? [`${line.padEnd(longest)}  ${purpose}`] : [`  ${purpose}`, line];
  });
}

function optionLines(command: Command, helper: Help): readonly string[] {
  const own = command.parent === null ? [] : helper.visibleOptions(command);
  const shown = own.filter(
    ({ helpGroupHeading = '', long }) => ![helperPodFlags, listFlags].includes(helpGroupHeading) && long !== '--help',
  );
  return shown.length === 0 ? [] : flagLines(shown, helper);
}

/** Only for the program: the usage of a command lists its subcommands. */
function commandLines(command: Command, helper: Help): readonly string[] {
  if (command.parent !== null) return [];
  const commands = helper.visibleCommands(command);
  const width = Math.max(...commands.map((one) => one.name().length));
  return [...Map.groupBy(commands, (one) => one.helpGroup() || 'Commands:')].flatMap(([heading, group]) => [
    helper.styleTitle(heading),
    ...group.flatMap((one) => item(one.name(), width, one.summary() || one.description(), helper)),
  ]);
}

function item(term: string, width: number, text: string, helper: Help): readonly string[] {
  return helper.formatItem(term, width, text, helper).split('\n');
}

function footer(command: Command, program: string): string {
  if (command.parent !== null) return `Use "${program} options" for the flags that all commands have.`;
  return (
    `Use "${program} COMMAND --help" for a command, "${program} options" for the flags that all commands have, and ` +
    `"${program} help TOPIC" for exit-codes, time, names or json.`
  );
}

function titled(title: string, lines: readonly string[], helper: Help): readonly string[] {
  return lines.length === 0 ? [] : [helper.styleTitle(title), ...lines];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
