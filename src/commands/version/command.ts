import { Command } from 'commander';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';

const page: HelpPage = {
  usage: ['version [flags]'],
  examples: [
    { purpose: 'volsyncctl, Kubernetes, VolSync and restic', line: 'version' },
    { purpose: 'Without a cluster', line: 'version --client' },
  ],
  endings: { ...clusterEndings, ok: 'shown' },
};

/** `volsyncctl version`. */
export function versionCommand(context: CommandContext): Command {
  const command = new Command('version')
    .summary('show the versions of volsyncctl, Kubernetes, VolSync and restic')
    .description('Show the versions of volsyncctl, the API server, VolSync and the restic of its movers.')
    .optionsGroup('Show:')
    .option('--client', 'only volsyncctl itself, without a cluster');
  return addHelp(command, page).action(
    action(context, async (all) => {
      const { showVersion } = await import('./run.ts');
      return showVersion(context.io, { ...globalOptions(all), isClientOnly: all['client'] === true });
    }),
  );
}
