import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { commandPath, helpOf } from '../src/cli/help/page.ts';
import { topics } from '../src/commands/help/topic-texts.ts';
import { topicNames } from '../src/commands/help/topics.ts';
import { failOnNames } from '../src/commands/status/judgement/fail-on.ts';
import { exitCodes, type Outcome } from '../src/errors.ts';
import { rendered } from './man-page.ts';

/** One manual page: its name, such as `volsyncctl-restore.1`, and its roff. */
export interface ManPage {
  readonly file: string;
  readonly text: string;
}

/** The manual pages of the program and of every command, made of their help. */
export function manPages(root: Command): readonly ManPage[] {
  return [root, ...allUnder(root)].map((command) => {
    const name = nameOf(command);
    const sections = command === root ? programSections(root) : commandSections(command);
    const summary = command === root ? root.description() : command.summary();
    return { file: `${name}.1`, text: rendered({ name, summary, version: manifest.version, sections }) };
  });
}

/** Writes them into a folder. */
export async function writeManPages(folder: string, root: Command): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(manPages(root).map(({ file, text }) => writeFile(path.join(folder, file), text)));
}

function allUnder(command: Command): readonly Command[] {
  return command.commands.flatMap((one) => [one, ...allUnder(one)]);
}

function nameOf(command: Command): string {
  return ['volsyncctl', ...commandPath(command)].join('-');
}

function programSections(root: Command) {
  return [
    { title: 'SYNOPSIS', commands: ['volsyncctl COMMAND [flags]'] },
    { title: 'COMMANDS', items: root.commands.map((one) => ({ term: `${nameOf(one)}(1)`, text: one.summary() })) },
    ...optionSections(root.options, 'OPTIONS'),
    ...topicNames.map((topic) => ({
      title: topic.replaceAll('-', ' ').toUpperCase(),
      preformatted: topics[topic](78, failOnNames),
    })),
  ];
}

function commandSections(command: Command) {
  const page = helpOf(command);
  const outcomes = (Object.keys(exitCodes) as Outcome[]).filter((outcome) => page?.endings[outcome] !== undefined);
  const under = command.commands.map((one) => `${nameOf(one)}(1)`);
  return [
    { title: 'SYNOPSIS', commands: (page?.usage ?? []).map((line) => `volsyncctl ${line}`) },
    { title: 'DESCRIPTION', text: [command.description(), ...aliasesOf(command)].join(' ') },
    ...(page?.notes === undefined ? [] : [{ title: 'NOTES', preformatted: page.notes.join('\n') }]),
    {
      title: 'EXAMPLES',
      items: (page?.examples ?? []).map(({ purpose, line }) => ({ term: purpose, text: `volsyncctl ${line}` })),
    },
    ...optionSections(command.options, 'OPTIONS'),
    {
      title: 'EXIT STATUS',
      items: outcomes.map((outcome) => ({ term: String(exitCodes[outcome]), text: page?.endings[outcome] ?? '' })),
    },
    { title: 'SEE ALSO', text: ['volsyncctl(1)', ...under].join(', ') },
  ];
}

function aliasesOf(command: Command): readonly string[] {
  const aliases = command.aliases().map((alias) => `volsyncctl ${alias}`);
  return aliases.length === 0 ? [] : [`It may also be called as ${aliases.join(' or ')}.`];
}

function optionSections(options: readonly Option[], title: string) {
  return [...Map.groupBy(options, (option) => option.helpGroupHeading ?? 'Flags:')].map(([heading, group], index) => ({
    title: index === 0 ? title : '',
    heading: heading.replace(/:$/, ''),
    items: group.map(({ flags, description }) => ({ term: flags, text: description })),
  }));
}

if (import.meta.main) {
  const { program } = await import('../src/program/program.ts');
  const { helpIo } = await import('./help-io.ts');
  await writeManPages(process.argv[2] ?? 'dist/man', program({ io: helpIo, end: () => undefined }));
}
