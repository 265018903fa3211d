import { Command, Option } from 'commander';
import { exitCodes, Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parseDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { appArgument, appNamed, appOrAsked } from '../../cli/app-argument.ts';
import { addHelp, clusterEndings, type HelpPage, helperPodFlags } from '../../cli/help/page.ts';
import { isJson } from '../../cli/output.ts';
import type { LogsFlags, LogsOptions } from './run.ts';
import { parseWholeNumber } from '../../cli/options/whole-number.ts';
import type { LogTarget } from '../../mover/log-target.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Io } from '../../cli/io.ts';

const page: HelpPage = {
  usage: ['logs APP [flags]', 'logs replicationdestination/NAME [flags]'],
  examples: [
    { purpose: 'The running sync, or the last one', line: 'logs web -n home' },
    { purpose: 'Follow until it ends', line: 'logs web -n home -f' },
    { purpose: "VolSync's own log", line: 'logs web -n home --controller --tail 20' },
    { purpose: 'What happened around the app', line: 'logs web -n home --events' },
  ],
  endings: { ...clusterEndings, ok: 'shown' },
};

/** `volsyncctl logs`. */
export function logsCommand(context: CommandContext): Command {
  const command = new Command('logs')
    .summary("show the log of an app's mover or of VolSync, or its events")
    .description("Show the log of an app's mover, VolSync's own log lines about the app, or its events.")
    .argument(appArgument(context.io), 'name of a ReplicationSource, or replicationdestination/NAME');
  addLogFlags(command);
  return addHelp(command, page).action(
    action(context, async (all, [word]) => {
      const options = { ...globalOptions(all), ...(all as LogsFlags) };
      refuseContradictions(options);
      const { io } = context;
      const cluster = await io.connect(options);
      const target = await logTarget(word as string | undefined, options, cluster, io);
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

function addLogFlags(command: Command): void {
  command
    .optionsGroup('Which log:')
    .option('--destination', 'of the ReplicationDestination of this name or app')
    .option('-c, --container <name>', 'only this container of the mover')
    .option('--controller', "VolSync's own log lines about the app")
    .option('--events', 'events of the app, its Jobs, pods, PVCs and snapshots')
    .option('--warnings', 'with --events: only warnings')
    .option('--job', "the mover's Job and pods: image, mounts, node, states")
    .optionsGroup('Which lines:')
    .option('-f, --follow', 'follow until the sync ends, over retries')
    .option('--tail <lines>', 'only the last lines of each container', parseWholeNumber)
    .option('--since <duration>', 'only lines newer than this, such as 10m', parseDurationMs)
    .option('--timestamps', 'show the time of each line')
    .addOption(
      new Option('--volsync-namespace <name>', 'namespace of VolSync (default: searched)').helpGroup(helperPodFlags),
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
  if (!isJson(output) && output !== 'table' && output !== 'wide') {
    throw new Failure('usage', `logs cannot be shown as ${output}`, { hint: 'leave -o out, or use -o json' });
  }
}

/** Asks if nothing is named; parses `web`, `home/web`, `replicationdestination/web` and the output of `-o name`. */
async function logTarget(
  word: string | undefined,
  options: Readonly<Record<string, unknown>> & Pick<LogsOptions, 'color' | 'destination' | 'namespace'>,
  cluster: Pick<Cluster, 'list' | 'namespace'>,
  io: Io,
): Promise<LogTarget> {
  const [, kind, name] = /^replication(source|destination)s?(?:\.volsync\.backube)?\/(.*)$/.exec(word ?? '') ?? [];
  const isNamed = kind === 'destination' ? name : undefined;
  const app = await appOrAsked(appNamed(isNamed ?? word, options), { io, cluster, options });
  const isDestination = kind === undefined ? options.destination === true : kind === 'destination';
  return { ...app, kind: isDestination ? 'destination' : 'source' };
}
