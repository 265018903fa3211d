import { Command } from 'commander';
import { action, type CommandContext } from '../command-context.ts';
import { parseDurationMs } from '../duration.ts';
import { globalOptions } from '../global-options.ts';
import { examplesText } from '../help.ts';
import { addRepositoryOptions, repositoryOptions } from '../repository-options.ts';
import { addSelectionOptions, selection, target } from '../selection.ts';

const description = `Look into the repositories of apps, and judge by what is really in them whether each
app is backed up. VolSync's status can call a backup successful that does not exist.

Protected (exit code 0): the newest snapshot is as recent as the schedule asks, or as
--max-age does, it holds files, and it is not older than the last sync that VolSync
calls successful. Unprotected (9): that is proven not to be so. Unknown (10): it could
not be found out, and nothing may be concluded.

It only reads. A helper pod in each namespace mounts what VolSync's mover mounts, runs
the mover's own restic with --no-lock, and is removed again, on Ctrl-C as well. The
Secret with the password goes to that pod; volsyncctl never sees it.

APP is the name of a ReplicationSource, or NAMESPACE/NAME.`;

const examples = [
  { purpose: 'Every app of a namespace', line: 'verify -n home' },
  { purpose: 'A gate in CI, with a report that CI systems show', line: 'verify -A -o junit > volsync.xml' },
  { purpose: 'Whatever the schedule says: nothing older than 26 hours', line: 'verify web -n home --max-age 26h' },
  {
    purpose: 'What is wrong, for a script',
    line: `verify -A -o json | jq -r '.apps[] | select(.verdict != "protected") | .name'`,
  },
];

const defaultTimeoutMs = 2 * 60_000;

/** `volsyncctl verify`. */
export function verifyCommand(context: CommandContext): Command {
  const command = new Command('verify')
    .summary('prove that backups exist, by looking into the repositories')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false }).option(
    '--max-age <duration>',
    'how old the newest snapshot may be, such as 26h; default is by the schedule',
    parseDurationMs,
  );
  return addRepositoryOptions(command, { timeout: '2m' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, false);
        const { maxAge } = all as { maxAge?: number };
        const look = repositoryOptions(all, defaultTimeoutMs);
        const options = { ...globalOptions(all), verify: { ...look, maxAgeMs: maxAge } };
        const cluster = await context.io.connect(options);
        const { showVerify } = await import('../verify-views.ts');
        return showVerify(context.io, cluster, target(chosen, cluster.namespace), options);
      }),
    );
}
