import { Command } from 'commander';
import type { TriggerOptions } from '../../sync/ports.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parseDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';
import { parsePositiveNumber } from '../../cli/options/whole-number.ts';

const description = `Back up apps now, and wait for the proof: a backup counts only when the mover's log names its
snapshot, and when the data it copied is not older than this command. A sync that is already
running is waited for first, because it may not have the latest data.

A permanent failure of the mover is reported at once, with its cause (exit code 8); one that may
heal is waited for until --timeout (7). A volume without files is never a success (9).

The schedule is restored at the end, whatever happens: the manual tag that starts the sync is
removed, on Ctrl-C as well. Without a schedule it stays. A tag that someone else had set is
reported and put back; --unpark removes it for good.

APP is the name of a ReplicationSource, or NAMESPACE/NAME.`;

const examples = [
  { purpose: 'Back up web, and wait for the proof', line: 'trigger web -n home' },
  { purpose: 'Everything in a namespace, two at a time', line: 'trigger --all -n home --max-parallel 2' },
  { purpose: 'By label, in all namespaces', line: 'trigger -A -l backup=critical' },
  { purpose: "Show the mover's output too", line: 'trigger web -n home --logs' },
  { purpose: 'Start it and return', line: 'trigger web -n home --no-wait' },
  { purpose: 'Switch a parked schedule on again', line: 'trigger web -n home --unpark' },
  {
    purpose: 'The id of the snapshot, for a script',
    line: `trigger web -n home -o json | jq -r '.apps[0].snapshot.id'`,
  },
];

const defaultTimeoutMs = 30 * 60_000;
const defaultParallel = 3;

/** `volsyncctl trigger`. */
export function triggerCommand(context: CommandContext): Command {
  const command = new Command('trigger')
    .summary('back apps up now, and wait for the proof')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  return addSelectionOptions(command, { hasAll: true })
    .option('--no-wait', 'return as soon as the sync has started')
    .option('--timeout <duration>', 'longest time for one app (default: 30m)', parseDurationMs)
    .option('--logs', "show the lines of all the mover's containers on stderr")
    .option('--max-parallel <apps>', 'how many apps at a time (default: 3)', parsePositiveNumber)
    .option('--unpark', 'remove a leftover manual tag, so that the schedule is active again')
    .option('--dry-run', 'check everything and show what would be done')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, true);
        const options = { ...globalOptions(all), hasLogs: all['logs'] === true, trigger: triggerOptions(all) };
        const cluster = await context.io.connect(options);
        const { showTrigger } = await import('./run.ts');
        return showTrigger(
          context.io,
          cluster,
          await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
          options,
        );
      }),
    );
}

function triggerOptions(all: Readonly<Record<string, unknown>>): TriggerOptions {
  const { wait, timeout, maxParallel, unpark, dryRun } = all as {
    wait: boolean;
    timeout?: number;
    maxParallel?: number;
    unpark?: true;
    dryRun?: true;
  };
  return {
    isWaiting: wait,
    isDryRun: dryRun === true,
    isToUnpark: unpark === true,
    timeoutMs: timeout ?? defaultTimeoutMs,
    maxParallel: maxParallel ?? defaultParallel,
  };
}
