import { Command } from 'commander';
import type { SnapshotsOptions } from '../../repository/snapshots.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { timeFlagReader } from '../../cli/time-flag.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';
import { parsePositiveNumber, parseWholeNumber } from '../../cli/options/whole-number.ts';
import { snapshotsDiffCommand } from './diff/command.ts';
import { snapshotsLsCommand } from './ls/command.ts';

const page: HelpPage = {
  usage: [
    'snapshots [APP...] [flags]',
    'snapshots [-A] [-l SELECTOR] [flags]',
    'snapshots ls APP ID [PATH] [flags]',
    'snapshots diff APP OLDER NEWER [flags]',
  ],
  examples: [
    { purpose: 'Those of one app', line: 'snapshots web -n home' },
    { purpose: 'The newest three of every app', line: 'snapshots -A --limit 3' },
    { purpose: 'What a restore would take', line: 'snapshots web --as-of yesterday' },
    { purpose: 'What changed since', line: 'snapshots diff web 4be1c0de latest' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'listed',
    failed: 'restic failed',
    unprotected: 'no repository',
    unknown: 'not readable',
  },
};

const defaultTimeoutMs = 2 * 60_000;

/** `volsyncctl snapshots` with its subcommands `diff` and `ls`. */
export function snapshotsCommand(context: CommandContext): Command {
  const now = context.io.now();
  const command = new Command('snapshots')
    .alias('snapshot')
    .summary('list the snapshots in repositories, their files and changes')
    .description('List the snapshots in the repositories of apps, newest first.')
    // An app may be named help.
    .helpCommand(false)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(addListOptions(command), { hasAll: false })
    .optionsGroup('Which snapshots:')
    .option('--limit <count>', 'only the newest of each app', parsePositiveNumber)
    .option('--since <time>', 'only those made at or after this time', timeFlagReader(now, 'start'))
    .option('--as-of <time>', 'mark what restoreAsOf would restore', timeFlagReader(now, 'end'))
    .option('--previous <number>', 'mark what previous would restore; counts from --as-of', parseWholeNumber);
  return addHelp(addRepositoryOptions(command, { timeout: '2m' }), page)
    .addCommand(snapshotsDiffCommand(context))
    .addCommand(snapshotsLsCommand(context))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, false);
        const options = { ...globalOptions(all), ...listOptions(all), snapshots: snapshotsOptions(all) };
        const cluster = await context.io.connect(options);
        const { showSnapshots } = await import('./run.ts');
        return showSnapshots(
          context.io,
          cluster,
          await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
          options,
        );
      }),
    );
}

function snapshotsOptions(all: Readonly<Record<string, unknown>>): SnapshotsOptions {
  const { limit, since, asOf, previous } = all as { limit?: number; since?: Date; asOf?: Date; previous?: number };
  const selector = asOf === undefined && previous === undefined ? undefined : { asOf, previous: previous ?? 0 };
  return { ...repositoryOptions(all, defaultTimeoutMs), limit, since, selector };
}
