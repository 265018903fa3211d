import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import type { VerifyOptions } from './operation/verify.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const description = `Look into the repositories of apps, and judge by their content whether each app is backed
up. VolSync's status can call a backup successful that does not exist.

Protected (exit code 0): the newest snapshot is as recent as the schedule asks, or as
--max-age does, it holds files, and it is not older than the last sync that VolSync
calls successful. Unprotected (9): proven not to be so. Unknown (10): could not be
determined; conclude nothing. The worst is shown first: unprotected,
unknown, protected with a warning, protected.

--depth listing needs no password: one pod for all apps lists the files of every
repository on their volume. Files can prove that there is no backup, and nothing else:
at best the answer is "files present" (exit code 10). The default compares the packs
that the index names with those that are there, --depth metadata runs the whole of
"restic check", --depth data also reads the stored data: damage
is reported with the snapshots it affects, and never repaired.

It only reads. A helper pod in each namespace mounts what VolSync's mover mounts, runs
the mover's own restic with --no-lock, and is removed, on Ctrl-C as well. The
Secret with the password goes to that pod; volsyncctl never sees it.

APP is the name of a ReplicationSource, or NAMESPACE/NAME.`;

const examples = [
  { purpose: 'Every app of a namespace', line: 'verify -n home' },
  { purpose: 'A gate in CI, with a report that CI systems show', line: 'verify -A -o junit > volsync.xml' },
  { purpose: 'Nothing older than 26 hours, whatever the schedule', line: 'verify web -n home --max-age 26h' },
  {
    purpose: 'Read a twelfth of the stored data, another each month',
    line: 'verify web --depth data --read-data 3/12',
  },
  { purpose: 'The verdicts, for a script', line: `verify -A -o json | jq -c '.apps[] | [.name, .verdict]'` },
];

const depths = ['listing', 'snapshots', 'metadata', 'data'] as const;
const minuteMs = 60_000;
const defaultTimeoutMs = {
  listing: 2 * minuteMs,
  snapshots: 2 * minuteMs,
  metadata: 30 * minuteMs,
  data: 720 * minuteMs,
};

/** `volsyncctl verify`. */
export function verifyCommand(context: CommandContext): Command {
  const command = new Command('verify')
    .summary('prove that backups exist, by looking into the repositories')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false })
    .option(
      '--max-age <duration>',
      'how old the newest snapshot may be, such as 26h; default is by the schedule',
      parsePositiveDurationMs,
    )
    .addOption(new Option('--depth <depth>', 'how deep to look').choices(depths).default('snapshots'))
    .option('--read-data <part>', 'with --depth data: read 5%, 1/12 or 2G; default is all of it', parsePart);
  return addRepositoryOptions(command, { timeout: '2m; of deeper looks 30m, of data 12h' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, false);
        const options = { ...globalOptions(all), verify: verifyOptions(all) };
        const cluster = await context.io.connect(options);
        const { showVerify } = await import('./run.ts');
        return showVerify(
          context.io,
          cluster,
          await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
          options,
        );
      }),
    );
}

function verifyOptions(all: Readonly<Record<string, unknown>>): VerifyOptions {
  const { maxAge, depth, readData } = all as { maxAge?: number; depth: (typeof depths)[number]; readData?: string };
  if (readData !== undefined && depth !== 'data') {
    throw new Failure('usage', `--read-data ${readData} goes with --depth data`, { hint: 'add --depth data' });
  }
  return {
    ...repositoryOptions(all, defaultTimeoutMs[depth]),
    maxAgeMs: maxAge,
    depth: depth === 'data' ? { kind: depth, subset: readData } : { kind: depth },
  };
}

function parsePart(text: string): string {
  const [, part = '0', parts = '0'] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const isPart = Number(part) >= 1 && Number(part) <= Number(parts);
  const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1] ?? 0);
  if (isPart || (percent > 0 && percent <= 100) || /^[1-9]\d*[KMGT]$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a part such as 5%, 1/12 or 2G.');
}
