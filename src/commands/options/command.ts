import { Command } from 'commander';
import { exitCodes } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { flagLines } from '../../cli/help/format.ts';
import { addHelp, type HelpPage, helperPodFlags, localEndings } from '../../cli/help/page.ts';
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
    .description('List the flags that all commands have, and those of commands that use helper pods.');
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
  const ofPods = addVolumeOptions(new Command(), io.now(), { text: '60s' }).options.filter(isOfPods);
  const users = root.commands.filter((one) => one.options.some(isOfPods)).map((one) => one.name());
  const [heading, ...pods] = flagLines(
    [...globals, ...ofPods].filter((option) => option.helpGroupHeading === helperPodFlags),
    helper,
  );
  const lines = [
    `Every command has these flags:`,
    '',
    ...flagLines(globals, helper),
    '',
    ...wrapText(`${heading ?? ''} ${users.join(', ')} have these flags too, as far as they apply:`, io.stdout.columns),
    ...pods,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function isOfPods({ helpGroupHeading }: { readonly helpGroupHeading?: string | undefined }): boolean {
  return helpGroupHeading === helperPodFlags;
}
