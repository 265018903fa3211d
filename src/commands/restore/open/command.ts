import { Command } from 'commander';
import { appArgument, appNamed, appOrAsked } from '../../../cli/app-argument.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../../cli/help/page.ts';
import { addInPlaceOptions, inPlaceOptions } from '../in-place/options.ts';

const endings = {
  ...clusterEndings,
  failed: 'restore failed',
  unprotected: 'no such snapshot',
  unknown: 'not verified',
};

const resumePage: HelpPage = {
  usage: ['restore resume APP [flags]'],
  examples: [
    { purpose: 'Look, and be asked', line: 'restore resume web -n home' },
    { purpose: 'From a script', line: 'restore resume web -n home --yes' },
  ],
  endings: { ...endings, ok: 'restored, verified' },
};

const abortPage: HelpPage = {
  usage: ['restore abort APP [flags]'],
  examples: [
    { purpose: 'Back to what was before', line: 'restore abort web -n home' },
    { purpose: 'Everything but the data', line: 'restore abort web -n home --leave-data --yes' },
  ],
  endings: { ...endings, ok: 'rolled back' },
};

/** `volsyncctl restore resume`. */
export function restoreResumeCommand(context: CommandContext): Command {
  const command = new Command('resume')
    .summary('resume an unfinished in-place restore')
    .description('Resume an in-place restore that failed, was interrupted or was killed, up to its proof.')
    .argument(appArgument(context.io), 'name of a ReplicationSource, or NAMESPACE/NAME');
  return addHelp(addTakeUpOptions(command), resumePage).action(
    action(context, async (all, [word]) => {
      const app = appNamed(word, all);
      const options = openOptions(all);
      const cluster = await context.io.connect(options);
      const { showResumeRestore } = await import('./run.ts');
      return showResumeRestore(
        context.io,
        cluster,
        await appOrAsked(app, { io: context.io, cluster, options }),
        options,
      );
    }),
  );
}

/** `volsyncctl restore abort`. */
export function restoreAbortCommand(context: CommandContext): Command {
  const command = new Command('abort')
    .summary('roll back an unfinished in-place restore')
    .description('Roll back an unfinished in-place restore: data, schedule, replicas and everything suspended.')
    .argument(appArgument(context.io), 'name of a ReplicationSource, or NAMESPACE/NAME');
  return addHelp(addTakeUpOptions(command), abortPage)
    .option('--leave-data', 'roll back everything but the data; it is left as it is')
    .action(
      action(context, async (all, [word]) => {
        const app = appNamed(word, all);
        const options = { ...openOptions(all), leavesData: all['leaveData'] === true };
        const cluster = await context.io.connect(options);
        const { showAbortRestore } = await import('./run.ts');
        return showAbortRestore(
          context.io,
          cluster,
          await appOrAsked(app, { io: context.io, cluster, options }),
          options,
        );
      }),
    );
}

function addTakeUpOptions(command: Command): Command {
  return addInPlaceOptions(command.optionsGroup('Restore:')).option(
    '--pvc-uid <uid>',
    'write to the PVC with this UID, although it was replaced',
  );
}

function openOptions(all: Readonly<Record<string, unknown>>) {
  return {
    ...globalOptions(all),
    inPlace: { ...inPlaceOptions(all), claimUid: all['pvcUid'] as string | undefined },
    isDryRun: all['dryRun'] === true,
    isConfirmed: all['yes'] === true,
  };
}
