import { Command } from 'commander';
import { version } from '../version.ts';
import type { CommandContext } from '../cli/command-context.ts';
import { bootstrapCheckCommand } from '../commands/bootstrap-check/command.ts';
import { browseCommand } from '../commands/browse/command.ts';
import { catCommand } from '../commands/cat/command.ts';
import { cleanupCommand } from '../commands/cleanup/command.ts';
import { completionCommand } from '../commands/completion/command.ts';
import { versionCommand } from '../commands/version/command.ts';
import { findCommand } from '../commands/find/command.ts';
import { helpCommand } from '../commands/help/command.ts';
import { historyCommand } from '../commands/history/command.ts';
import { optionsCommand } from '../commands/options/command.ts';
import { logsCommand } from '../commands/logs/command.ts';
import { drillCommand } from '../commands/drill/command.ts';
import { doctorCommand } from '../commands/doctor/command.ts';
import { diffCommand } from '../commands/diff/command.ts';
import { cpCommand } from '../commands/cp/command.ts';
import { manifestCommand } from '../commands/manifest/command.ts';
import { lsCommand } from '../commands/ls/command.ts';
import { policiesCommand } from '../commands/policies/command.ts';
import { rbacCommand } from '../commands/rbac/command.ts';
import { reportCommand } from '../commands/report/command.ts';
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
import { formatHelp } from '../cli/help/format.ts';
import { addHelp } from '../cli/help/page.ts';
import { styleFor } from '../cli/color.ts';
import { failOnNames } from '../commands/status/judgement/fail-on.ts';

/** The table of contents: every command of volsyncctl, one line each. */
export function program(context: CommandContext): Command {
  const { stdout } = context.io;
  const program: Command = new Command(context.io.programName)
    .description('Back up, check and restore with VolSync and restic, with proof instead of guesses.')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({
      helpWidth: stdout.columns,
      formatHelp,
      styleTitle: (title) => styleFor(context.io, stdout, program.opts<{ color?: string }>().color).strong(title),
    })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => stdout.columns,
      getOutHasColors: () => true,
    })
    .exitOverride();
  addGlobalOptions(program);
  program
    .optionsGroup('Other:')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show the help of a command');
  addHelp(program, { usage: ['COMMAND [flags]'], examples: [], endings: {} });
  for (const [group, commands] of Object.entries(commandGroups(context))) {
    for (const command of commands) program.addCommand(inheriting(command.helpGroup(`${group}:`), program));
  }
  return program;
}

function commandGroups(context: CommandContext): Readonly<Record<string, readonly Command[]>> {
  return {
    Look: [
      statusCommand(context),
      verifyCommand(context),
      drillCommand(context),
      reportCommand(context),
      snapshotsCommand(context),
      bootstrapCheckCommand(context),
      doctorCommand(context, rights),
      logsCommand(context),
    ],
    'Back up': [
      triggerCommand(context),
      suspendCommand(context),
      resumeCommand(context),
      unlockCommand(context),
      manifestCommand(context),
    ],
    Restore: [
      restoreCommand(context),
      diffCommand(context),
      browseCommand(context),
      lsCommand(context),
      catCommand(context),
      cpCommand(context),
      historyCommand(context),
      findCommand(context),
    ],
    Maintain: [
      cleanupCommand(context),
      policiesCommand(context),
      rbacCommand(context, rights),
      completionCommand(context),
      versionCommand(context),
      optionsCommand(context),
      helpCommand(context, failOnNames),
    ],
  };
}

/** The command and its subcommands, with the settings of the program. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const under of command.commands) inheriting(under, command);
  return command;
}
