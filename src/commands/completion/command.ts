import { Argument, Command } from 'commander';
import { exitCodes } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { completionScripts, shells, type Shell } from './text.ts';
import { addHelp, type HelpPage, localEndings } from '../../cli/help/page.ts';

const page: HelpPage = {
  usage: ['completion {bash | zsh | fish | powershell}'],
  examples: [
    { purpose: '~/.bashrc: source <(volsyncctl completion bash)', line: 'completion bash' },
    { purpose: 'a folder of $fpath', line: 'completion zsh > "${fpath[1]}/_volsyncctl"' },
    { purpose: '~/.config/fish/config.fish', line: 'completion fish | source' },
    { purpose: 'the file $PROFILE', line: 'completion powershell >> $PROFILE' },
  ],
  notes: [
    'kubectl 1.26 or newer completes "kubectl volsyncctl" by itself, if',
    'kubectl_complete-volsyncctl is on the PATH.',
  ],
  endings: { ...localEndings, ok: 'printed' },
};

/** `volsyncctl completion`. */
export function completionCommand(context: CommandContext): Command {
  const command = new Command('completion')
    .summary('print the script that completes commands and names in a shell')
    .description('Print the script that completes commands, flags and the names of objects in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells));
  return addHelp(command, page).action(
    action(context, (_options, [shell]) => {
      context.io.stdout.write(completionScripts[shell as Shell]);
      return Promise.resolve(exitCodes.ok);
    }),
  );
}
