import { Argument, Command } from 'commander';
import { exitCodes } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { completionScripts, shells, type Shell } from './text.ts';
import { examplesText } from '../../cli/help.ts';

const description = `Print the script that lets a shell complete commands, flags and the names of apps,
namespaces and contexts. Names come from the cluster; where it does not answer in
1.5 s there are none, and nothing is said.

kubectl completes "kubectl volsyncctl" by itself (1.26 or newer, with its own
completion set up), as long as kubectl_complete-volsyncctl is on the PATH.`;

const examples = [
  { purpose: 'bash: into ~/.bashrc, as: source <(volsyncctl completion bash)', line: 'completion bash' },
  { purpose: 'zsh: into a folder of $fpath', line: 'completion zsh > "${fpath[1]}/_volsyncctl"' },
  { purpose: 'fish: into ~/.config/fish/config.fish', line: 'completion fish | source' },
  { purpose: 'PowerShell: into the file that $PROFILE names', line: 'completion powershell >> $PROFILE' },
];

/** `volsyncctl completion`. */
export function completionCommand(context: CommandContext): Command {
  return new Command('completion')
    .summary('print the script that completes commands and names in a shell')
    .description(description)
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, (_options, [shell]) => {
        context.io.stdout.write(completionScripts[shell as Shell]);
        return Promise.resolve(exitCodes.ok);
      }),
    );
}
