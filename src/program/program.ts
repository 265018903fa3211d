import { Command } from 'commander';
import { version } from '../version.ts';
import type { CommandContext } from '../cli/command-context.ts';
import { bootstrapCheckCommand } from '../commands/bootstrap-check/command.ts';
import { browseCommand } from '../commands/browse/command.ts';
import { catCommand } from '../commands/cat/command.ts';
import { cleanupCommand } from '../commands/cleanup/command.ts';
import { completionCommand } from '../commands/completion/command.ts';
import { logsCommand } from '../commands/logs/command.ts';
import { doctorCommand } from '../commands/doctor/command.ts';
import { diffCommand } from '../commands/diff/command.ts';
import { cpCommand } from '../commands/cp/command.ts';
import { manifestCommand } from '../commands/manifest/command.ts';
import { lsCommand } from '../commands/ls/command.ts';
import { policiesCommand } from '../commands/policies/command.ts';
import { rbacCommand } from '../commands/rbac/command.ts';
import { restoreCommand } from '../commands/restore/command.ts';
import { snapshotsCommand } from '../commands/snapshots/command.ts';
import { statusCommand } from '../commands/status/command.ts';
import { suspendCommand } from '../commands/suspend/command.ts';
import { resumeCommand } from '../commands/suspend/resume-command.ts';
import { triggerCommand } from '../commands/trigger/command.ts';
import { unlockCommand } from '../commands/unlock/command.ts';
import { verifyCommand } from '../commands/verify/command.ts';
import { addGlobalOptions } from '../cli/options/global.ts';
import { rights } from './rights.ts';
import { addExitCodes, reflowed } from '../cli/help.ts';

/** The table of contents: every command of volsyncctl, one line each. */
export function program(context: CommandContext): Command {
  const program: Command = new Command(context.io.programName)
    .description('Day-2 backup work on Kubernetes with VolSync, with answers that can be trusted.')
    .version(version)
    .helpCommand(true)
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: context.io.stdout.columns,
      commandDescription: reflowed,
      visibleGlobalOptions: (command) => (command === program ? [] : [...program.options]),
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
    snapshotsCommand(context),
    diffCommand(context),
    browseCommand(context),
    lsCommand(context),
    catCommand(context),
    cpCommand(context),
    restoreCommand(context),
    statusCommand(context),
    logsCommand(context),
    doctorCommand(context, rights),
    unlockCommand(context),
    suspendCommand(context),
    resumeCommand(context),
    cleanupCommand(context),
    manifestCommand(context),
    policiesCommand(context),
    rbacCommand(context, rights),
    completionCommand(context),
  ];
  for (const command of commands) {
    program.addCommand(inheriting(command, program));
  }
  return program;
}

/** The command, and those under it, with the settings of the program. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const under of command.commands) inheriting(under, command);
  return addExitCodes(command);
}
