import type { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { shellCommand } from '../../shell-command.ts';
import type { QuiesceOptions } from './quiesce.ts';

const defaultMaxDowntimeMs = 5 * 60_000;

/** Declares the flags for backing up an app while it is quiet. */
export function addQuiesceOptions(command: Command): Command {
  return command
    .optionsGroup('One app, quiet while it is copied:')
    .option('--quiesce', 'scale the app to 0 until its volume is copied')
    .option('--exec <pod:container>', 'run the command after -- there first')
    .option('--exec-after <command>', 'run this there, by sh -c, after the copy')
    .option('--max-downtime <duration>', 'start the app again after this time (default: 5m)', parsePositiveDurationMs)
    .option('--ignore-gitops', 'do not suspend Argo CD and ResourceSets')
    .option('--unquiesce', 'start the app after an interrupted --quiesce')
    .option('-y, --yes', 'do not ask before the app is stopped');
}

/** The apps in the arguments, and how to keep them quiet. */
export interface QuiesceFlags {
  readonly apps: readonly string[];
  /** Undefined if the apps are not kept quiet. */
  readonly options: QuiesceOptions | undefined;
  /** Whether to start an app that was left stopped. */
  readonly isEnding: boolean;
}

interface Flags {
  readonly quiesce?: true;
  readonly exec?: string;
  readonly execAfter?: string;
  readonly maxDowntime?: number;
  readonly unquiesce?: true;
  readonly ignoreGitops?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly wait: boolean;
  readonly all?: true;
  readonly selector?: string;
  readonly allNamespaces?: true;
}

/** Parses them; with `--exec`, the words after the app are the command. */
export function quiesceFlags(words: readonly string[], all: Readonly<Record<string, unknown>>): QuiesceFlags {
  const flags = all as unknown as Flags;
  const isQuiet = flags.quiesce === true || flags.exec !== undefined;
  const isEnding = flags.unquiesce === true;
  const [given] = Object.entries({
    execAfter: '--exec-after',
    maxDowntime: '--max-downtime',
    ignoreGitops: '--ignore-gitops',
  })
    .filter(([key]) => all[key] !== undefined)
    .map(([, flag]) => flag);
  if (flags.execAfter !== undefined && flags.exec === undefined) throw usage('--exec-after needs --exec');
  if (given !== undefined && !isQuiet) throw usage(`${given} needs --quiesce or --exec`);
  if (!isQuiet && !isEnding) return { apps: words, options: undefined, isEnding };
  if (isQuiet && isEnding) throw usage('--unquiesce cannot be combined with --quiesce or --exec');
  const apps = flags.exec === undefined ? words : words.slice(0, 1);
  refuseMany(apps, flags);
  if (isEnding) return { apps, options: undefined, isEnding };
  return { apps, options: optionsOf(words.slice(1), flags), isEnding };
}

function optionsOf(command: readonly string[], flags: Flags): QuiesceOptions {
  if (!flags.wait) {
    throw usage('--no-wait cannot be combined with --quiesce or --exec', 'the app is started again by this command');
  }
  return {
    exec: flags.exec === undefined ? undefined : execOf(flags.exec, command, flags.execAfter),
    maxDowntimeMs: flags.maxDowntime ?? defaultMaxDowntimeMs,
    ignoresGitOps: flags.ignoreGitops === true,
    isConfirmed: flags.yes === true,
    isDryRun: flags.dryRun === true,
  };
}

function execOf(place: string, command: readonly string[], after: string | undefined) {
  const [, pod, container] = /^([^:/]+)(?::([^:/]+))?$/.exec(place) ?? [];
  if (pod === undefined) throw usage(`"${place}" is not POD:CONTAINER`);
  const hint = shellCommand`volsyncctl trigger APP --exec ${`${pod}:CONTAINER`} -- COMMAND`;
  if (command.length === 0) throw usage('--exec needs an app, and a command after --', hint);
  return { pod, container, command, after };
}

/** Apps may share a workload: one run would start it while another needs it stopped. */
function refuseMany(apps: readonly string[], { all, selector, allNamespaces }: Flags): void {
  if (apps.length <= 1 && all !== true && selector === undefined && allNamespaces !== true) return;
  throw usage('--quiesce, --exec and --unquiesce take one app at a time', 'name one app, without --all, -l and -A');
}

function usage(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}
