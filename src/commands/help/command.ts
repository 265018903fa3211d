import { Command } from 'commander';
import { exitCodes, Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, type HelpPage, localEndings } from '../../cli/help/page.ts';
import { topicNames } from './topics.ts';

const page: HelpPage = {
  usage: ['help [COMMAND...]', `help {${topicNames.join(' | ')}}`],
  examples: [
    { purpose: 'A command', line: 'help restore' },
    { purpose: 'A command under it', line: 'help restore abort' },
    { purpose: 'How to write times', line: 'help time' },
  ],
  endings: { ...localEndings, ok: 'printed' },
};

/** `volsyncctl help`; gets the reasons for --fail-on as a parameter, because no command imports another. */
export function helpCommand(context: CommandContext, reasons: readonly string[]): Command {
  const command = new Command('help')
    .summary('show the help of a command or a topic')
    .description('Show the help of a command, or a topic: exit codes, times, names or JSON.')
    .argument('[command...]', 'a command, or a topic');
  return addHelp(command, page).action(
    action(context, async (_options, [words]) => {
      const asked = words as readonly string[];
      const { topics } = await import('./topic-texts.ts');
      const topic = asked.length === 1 ? topicNames.find((name) => name === asked[0]) : undefined;
      const { stdout } = context.io;
      const text = topic === undefined ? helpText(rootOf(command), asked) : topics[topic](stdout.columns, reasons);
      stdout.write(text);
      return exitCodes.ok;
    }),
  );
}

function helpText(root: Command, words: readonly string[]): string {
  let command = root;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      const hint = `${root.name()} --help; topics: ${topicNames.join(', ')}`;
      throw new Failure('usage', `unknown command or topic '${word}'`, { hint });
    }
    command = next;
  }
  return command.helpInformation();
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
