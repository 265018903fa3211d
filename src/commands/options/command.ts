import { Command } from 'commander';
import { exitCodes } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { flagLines } from '../../cli/help/format.ts';
import { addHelp, type HelpPage, helperPodFlags, listFlags, localEndings } from '../../cli/help/page.ts';
import { addListOptions } from '../../cli/options/list-options.ts';
import { addVolumeOptions } from '../../cli/options/volume-options.ts';
import { wrapText } from '../../text/wrap.ts';

const page: HelpPage = {
  usage: ['options'],
  examples: [{ purpose: 'One of these flags', line: 'status --context lab -n home -o json' }],
  endings: { ...localEndings, ok: 'printed' },
};

/** `volsyncctl options`: the flags that the help of single commands leaves out. */
export function optionsCommand(context: CommandContext): Command {
  const command = new Command('options')
    .summary('list the flags that all commands have')
    .description('List the flags that all commands have, and those of commands that list or use helper pods.');
  return addHelp(command, page).action(
    action(context, () => {
      context.io.stdout.write(optionsText(command, context));
      return Promise.resolve(exitCodes.ok);
    }),
  );
}

function optionsText(command: Command, { io }: CommandContext): string {
  const root = command.parent ?? command;
  const helper = root.createHelp();
  helper.prepareContext({ helpWidth: io.stdout.columns });
  const globals = helper.visibleOptions(root);
  const further = [
    ...addVolumeOptions(new Command(), io.now(), { text: '60s' }).options,
    ...addListOptions(new Command()).options,
  ];
  const lines = [
    `Every command has these flags:`,
    '',
    ...flagLines(globals, helper),
    ...[listFlags, helperPodFlags].flatMap((heading) => {
      const options = further.filter(({ helpGroupHeading }) => helpGroupHeading === heading);
      const users = root.commands.filter((one) =>
        one.options.some(({ helpGroupHeading }) => helpGroupHeading === heading),
      );
      const names = users.map((one) => one.name()).join(', ');
      const text = `${heading} ${names} have these flags too, as far as they apply:`;
      return ['', ...wrapText(text, io.stdout.columns), ...flagLines(options, helper).slice(1)];
    }),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
