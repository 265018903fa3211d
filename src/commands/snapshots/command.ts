import { Command } from 'commander';
import type { SnapshotsOptions } from '../../repository/snapshots.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { momentReader } from '../../cli/moment.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';
import { parsePositiveNumber, parseWholeNumber } from '../../cli/options/whole-number.ts';
import { diffCommand } from './diff/command.ts';
import { lsCommand } from './ls/command.ts';

const description = `Show the snapshots that are really in the repositories of apps, newest first.

PREVIOUS is the number with which a ReplicationDestination restores that snapshot, counted
as VolSync's mover does: it takes every snapshot with /data in its line, whoever made it.
--as-of and --previous mark the one that VolSync would restore with restoreAsOf and
previous, and say so where there is none: VolSync then restores nothing, and calls that a
success.

It only reads. A helper pod in each namespace mounts what VolSync's mover mounts, runs
the mover's own restic with --no-lock, and is removed again, on Ctrl-C as well.

Where a repository could not be read the reason is told, and the exit code is 8 where it is
certain (a wrong password), 9 where there is no repository, else 10. APP is the name of a ReplicationSource, or NAMESPACE/NAME; an app that is called diff
or ls is NAMESPACE/diff. TIME is such as 2026-11-22, "2026-11-22 15:00",
2026-11-22T15:00:00Z, yesterday, or an age such as 36h.`;

const examples = [
  { purpose: 'What is in the repository of web', line: 'snapshots web -n home' },
  { purpose: 'The newest three of every app', line: 'snapshots -A --limit 3' },
  { purpose: 'What a restore as of yesterday evening would take', line: 'snapshots web -n home --as-of yesterday' },
  { purpose: 'What previous: 2 would take', line: 'snapshots web -n home --previous 2' },
  { purpose: 'What changed between two of them', line: 'snapshots diff web 4be1c0de latest -n home' },
  { purpose: 'The files of one of them', line: 'snapshots ls web 4be1c0de /conf -n home' },
  {
    purpose: 'Ids and times, for a script',
    line: `snapshots web -n home -o json | jq -r '.apps[].snapshots[] | [.id, .time] | @tsv'`,
  },
];

const defaultTimeoutMs = 2 * 60_000;

/** `volsyncctl snapshots`, with `diff` and `ls` under it. */
export function snapshotsCommand(context: CommandContext): Command {
  const now = context.io.now();
  const command = new Command('snapshots')
    .summary('show the snapshots in the repositories, their files, and what changed')
    .description(description)
    // An app may be called help.
    .helpCommand(false)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false })
    .option('--limit <count>', 'only the newest of each app', parsePositiveNumber)
    .option('--since <time>', 'only what is not older than that', momentReader(now, 'start'))
    .option('--as-of <time>', 'mark what restoreAsOf would restore', momentReader(now, 'end'))
    .option('--previous <number>', 'mark what previous would restore; with --as-of from there on', parseWholeNumber);
  return addRepositoryOptions(command, { timeout: '2m' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .addCommand(diffCommand(context))
    .addCommand(lsCommand(context))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, false);
        const options = { ...globalOptions(all), snapshots: snapshotsOptions(all) };
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
  const wish = asOf === undefined && previous === undefined ? undefined : { asOf, previous: previous ?? 0 };
  return { ...repositoryOptions(all, defaultTimeoutMs), limit, since, wish };
}
