import { Command } from 'commander';
import { exitCodes, Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parseDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { logTarget } from './target.ts';
import type { LogsFlags, LogsOptions } from './run.ts';
import { parseWholeNumber } from '../../cli/options/whole-number.ts';

const description = `Show what the mover of an app says: all containers of all pods of the present
sync, failed ones first, in the order in which they started. When nothing runs,
show the tail that VolSync stored of the last mover, and say so on stderr.

APP is the name of a ReplicationSource, or replicationdestination/NAME; with
--destination it is a ReplicationDestination, or the app that is filled from it.
With -o json each line is one object on a line of its own.`;

const examples = [
  { purpose: 'The log of the running sync of web, or the end of the last one', line: 'logs web -n home' },
  { purpose: 'Follow the sync over retries until it ends', line: 'logs web -n home -f' },
  { purpose: 'The restore that fills the PVC of web', line: 'logs web -n home --destination' },
  { purpose: "What VolSync's controller says about web", line: 'logs web -n home --controller --tail 20' },
  { purpose: 'What happened around web, oldest first', line: 'logs web -n home --events' },
  { purpose: 'What its mover is made of, and how it stands', line: 'logs web -n home --job' },
];

/** `volsyncctl logs`. */
export function logsCommand(context: CommandContext): Command {
  return new Command('logs')
    .summary("show the log of an app's mover, of VolSync about it, or its events")
    .description(description)
    .argument('<app>', 'name of a ReplicationSource, or replicationdestination/NAME')
    .option('-f, --follow', 'go on until the sync ends; with --controller or --events until Ctrl-C')
    .option('-c, --container <name>', 'only this container of the mover')
    .option('--destination', 'the ReplicationDestination of that name, or of that app')
    .option('--controller', "VolSync's own log lines about the app")
    .option('--events', 'the events of the app, its Jobs, pods, PVCs and VolumeSnapshots')
    .option('--warnings', 'with --events: only warnings')
    .option('--job', "the mover's Job and pods: image, args, mounts, resources, node, states, events")
    .option('--tail <lines>', 'only the last lines: of each container, or of those about the app', parseWholeNumber)
    .option('--since <duration>', 'only what is newer than this, such as 10m', parseDurationMs)
    .option('--timestamps', 'the time of each line, as the kubelet took it')
    .option('--volsync-namespace <name>', 'where VolSync runs; without it, all namespaces are searched')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word]) => {
        const options = { ...globalOptions(all), ...(all as LogsFlags) };
        refuseContradictions(options);
        const { io } = context;
        const cluster = await io.connect(options);
        const target = await logTarget(String(word), options, cluster, io.signal);
        const view = { io, cluster, target, options };
        const { showControllerLog, showEvents, showMoverJob, showMoverLog } = await import('./run.ts');
        if (options.controller) await showControllerLog(view);
        else if (options.events) await showEvents(view);
        else if (options.job) await showMoverJob(view);
        else await showMoverLog(view);
        return exitCodes.ok;
      }),
    );
}

function refuseContradictions(options: LogsOptions): void {
  const { controller, events, warnings, job, follow, container, output } = options;
  const views = Object.entries({ controller, events, job }).flatMap(([name, isSet]) => (isSet ? [`--${name}`] : []));
  const others = [
    ...views,
    ...(container !== undefined && views.length > 0 ? ['--container'] : []),
    ...(job && follow ? ['--follow'] : []),
  ];
  if (others.length > 1) throw new Failure('usage', `${others.join(' and ')} cannot be combined`);
  if (warnings && !events) throw new Failure('usage', '--warnings goes with --events', { hint: 'add --events' });
  if (!['table', 'wide', 'json'].includes(output)) {
    throw new Failure('usage', `logs cannot be shown as ${output}`, { hint: 'leave -o out, or say -o json' });
  }
}
