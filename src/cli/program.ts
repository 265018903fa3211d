import { Command } from 'commander';
import { version } from '../version.ts';
import type { CommandContext } from './command-context.ts';
import { bootstrapCheckCommand } from './commands/bootstrap-check.ts';
import { completionCommand } from './commands/completion.ts';
import { logsCommand } from './commands/logs.ts';
import { rbacCommand } from './commands/rbac.ts';
import { statusCommand } from './commands/status.ts';
import { triggerCommand } from './commands/trigger.ts';
import { verifyCommand } from './commands/verify.ts';
import { addGlobalOptions } from './global-options.ts';
import { addExitCodes, reflowed } from './help.ts';

/** The table of contents: every command of volsyncctl, one line each. */
export function program(context: CommandContext): Command {
  const program = new Command(context.io.programName)
    .description('Day-2 backup work on Kubernetes with VolSync, with answers that can be trusted.')
    .version(version)
    .helpCommand(true)
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: context.io.stdout.columns,
      commandDescription: reflowed,
    })
    .configureOutput({
      writeOut: (text) => context.io.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => context.io.stdout.columns,
      getOutHasColors: () => false,
    })
    .exitOverride();
  addGlobalOptions(program);
  addExitCodes(program);
  const commands: readonly Command[] = [
    triggerCommand(context),
    verifyCommand(context),
    bootstrapCheckCommand(context),
    statusCommand(context),
    logsCommand(context),
    rbacCommand(context),
    completionCommand(context),
  ];
  for (const command of commands) {
    program.addCommand(addExitCodes(command.copyInheritedSettings(program)));
  }
  return program;
}
