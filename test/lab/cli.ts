import { Command, CommanderError } from 'commander';
import { ExecaError } from 'execa';
import { appCommand } from './app-command.ts';
import { down } from './down.ts';
import { faultCommand } from './fault-command.ts';
import { fluxCommand } from './flux-command.ts';
import { paths } from './paths.ts';
import { LabImpossible, wrongMachine } from './prerequisites.ts';
import { progress } from './progress.ts';
import { reset } from './reset.ts';
import { shell } from './shell.ts';
import { status } from './status.ts';
import { up } from './up.ts';

function labCommand(): Command {
  const lab = new Command('lab')
    .description('A real single-node Kubernetes with VolSync, as plain processes on this machine (Linux, root, Go).')
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .option('--verbose', 'a line for each step on a terminal too', false)
    .hook('preAction', () => {
      progress.isVerbose = lab.opts<{ verbose: boolean }>().verbose;
      const wrong = wrongMachine();
      if (wrong !== undefined) throw new LabImpossible(wrong);
    });
  lab
    .command('up')
    .description('bring the lab up, from whatever state it is in; prints the KUBECONFIG to use')
    .action(async () => {
      await up();
      console.log(`export KUBECONFIG=${paths.kubeconfig}`);
    });
  lab.command('down').description('end the lab and leave nothing behind but the cache of built programs').action(down);
  lab
    .command('status')
    .description(
      'show each part, the faults that are switched on and the KUBECONFIG; exit code 0 only when all is ready',
    )
    .action(async () => {
      if (!(await status())) process.exitCode = 1;
    });
  lab
    .command('reset')
    .description('empty the lab for the next test: faults, namespaces, volumes, repositories')
    .action(reset);
  lab
    .command('shell')
    .description(
      "run a shell, or a command, with the lab's KUBECONFIG, its kubectl and restic, and volsyncctl on the PATH",
    )
    .argument('[command...]', 'what to run instead of a shell; write -- before it when it has flags')
    .action(async (command: string[]) => {
      process.exitCode = await shell(command);
    });
  for (const command of [appCommand(), faultCommand(), fluxCommand()])
    lab.addCommand(command.copyInheritedSettings(lab));
  lab.addHelpText(
    'after',
    `
State is in ${paths.state} (VOLSYNCCTL_LAB_DIR moves it), the cache in ${paths.cache}.`,
  );
  return lab;
}

/** The relevant part of an error for a person: not this program's stack. */
function explain(error: unknown): string {
  if (error instanceof ExecaError) {
    return [error.shortMessage, error.stderr].filter((text) => typeof text === 'string' && text !== '').join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}

// Ends through `exit`, so that the lock is released.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  await labCommand().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(error instanceof LabImpossible ? error.message : `error: ${explain(error)}`);
  process.exit(error instanceof LabImpossible ? 4 : 1);
}
