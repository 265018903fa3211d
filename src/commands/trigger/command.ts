import { Command } from 'commander';
import type { TriggerOptions } from '../../sync/ports.ts';
import { addQuiesceOptions, quiesceFlags } from './quiesce-flags.ts';
import { appsOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parseDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addSelectionOptions, selection } from '../../cli/selection.ts';
import { parsePositiveNumber } from '../../cli/options/whole-number.ts';

const page: HelpPage = {
  usage: ['trigger APP... [flags]', 'trigger {-l SELECTOR | --all} [-A] [flags]'],
  examples: [
    { purpose: 'One app', line: 'trigger web -n home' },
    { purpose: 'With the app stopped while its volume is copied', line: 'trigger web -n home --quiesce' },
    {
      purpose: 'Flush a database to disk first',
      line: 'trigger db -n home --exec db-0:postgres -- psql -c checkpoint',
    },
  ],
  endings: {
    ...clusterEndings,
    ok: 'backed up',
    failed: 'backup failed',
    unprotected: 'nothing backed up',
    unknown: 'not proven',
  },
};

const defaultTimeoutMs = 30 * 60_000;
const defaultParallel = 3;

/** `volsyncctl trigger`. */
export function triggerCommand(context: CommandContext): Command {
  const command = new Command('trigger')
    .alias('backup')
    .summary('back up apps now and wait for the proof')
    .description('Back up apps now, and wait until the new snapshot is proven to exist.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: true })
    .optionsGroup('Back up:')
    .option('--unpark', 'remove a leftover manual tag')
    .option('--max-parallel <apps>', 'number of apps at a time (default: 3)', parsePositiveNumber)
    .option('--dry-run', 'check everything, and show what would be done')
    .optionsGroup('Wait:')
    .option('--no-wait', 'return as soon as the sync has started')
    .option('--timeout <duration>', 'longest time for one app (default: 30m)', parseDurationMs)
    .option('--logs', "show the output of the mover's containers on stderr");
  addQuiesceOptions(command);
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const quiet = quiesceFlags(words as readonly string[], all);
      const chosen = selection(quiet.apps, all, !context.io.canPrompt);
      const options = {
        ...globalOptions(all),
        hasLogs: all['logs'] === true,
        trigger: triggerOptions(all),
        quiesce: quiet.options,
      };
      const cluster = await context.io.connect(options);
      const apps = await appsOrAsked(chosen, { io: context.io, cluster, options });
      if (quiet.isEnding) {
        const { showUnquiesce } = await import('./unquiesce.ts');
        return showUnquiesce(context.io, cluster, apps, options);
      }
      const { showTrigger } = await import('./run.ts');
      return showTrigger(context.io, cluster, apps, options);
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
