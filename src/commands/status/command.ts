import { Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { failOnName, failOnNames, type FailOn } from './judgement/fail-on.ts';
import { wrapText } from '../../text/wrap.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import type { Io } from '../../cli/io.ts';
import { addSelectionOptions, selection, target, type Target } from '../../cli/selection.ts';
import type { StatusOptions } from './run.ts';

const description = `Show how the apps of a namespace stand, worst first: the state, the last sync and
how old it is, the next one, and the snapshot that the last sync is known to have
made. What is wrong stands beneath in words, with the command that mends it.

A sync counts as a backup only where the mover's log names the snapshot. How old
is too old is judged by the schedule. What could not be found out is unknown.

With names, show everything about these apps: conditions, triggers, the mover's
last words, Job and pods, volumes, the repository's Secret (never its values),
temporary objects, warnings, and the destination that filled the volume.

--watch shows changes as they happen, until Ctrl-C (exit code 130).
--fail-on makes it a check: exit code 9 where one of the reasons applies, 10 where
that could not be found out or there is nothing to check. With secret-missing,
source-missing or any it also looks whether Secrets and PVCs are there.

--busy answers "may I reboot?": 0 no sync or restore runs, 9 who does, since when and
whether that ends by itself, 10 cannot tell; --wait waits for the end, 7 at its deadline.`;

const examples = [
  { purpose: 'Everything in the cluster, worst first', line: 'status -A' },
  { purpose: 'Only what needs attention', line: 'status -A --problems' },
  { purpose: 'All about one app', line: 'status web -n home' },
  { purpose: 'Watch a namespace while it syncs', line: 'status -n home --watch' },
  { purpose: 'A check for cron', line: 'status -A --problems --fail-on stale,failing,never-synced' },
  { purpose: 'Before a reboot: wait until no mover runs', line: 'status -A --busy --wait 15m' },
  { purpose: 'Names of what has a problem, for a script', line: 'status -A --problems -o name' },
];

/** `volsyncctl status`. */
export function statusCommand(context: CommandContext): Command {
  const command = new Command('status')
    .summary('show how every app stands, worst first, or all about some')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  return addSelectionOptions(command, { hasAll: false })
    .option('--problems', 'only what is not ok')
    .option('-w, --watch', 'go on, and show changes as they happen')
    .option('--fail-on <reasons>', `exit 9 for any of these, such as stale,failing; any is all of them`, parseFailOn)
    .option('--busy', 'only whether a sync or a restore is running: exit 0, 9 or 10')
    .option('--wait [duration]', 'with --busy, wait until none is running (default: 15m)', parsePositiveDurationMs)
    .addHelpText('after', `\nReasons for --fail-on:\n${indented(failOnNames.join(', '))}`)
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (options, [words]) => {
        const chosen = selection(words as readonly string[], options, false);
        const parsed = statusOptions(options);
        const cluster = await context.io.connect(parsed);
        return show(
          context.io,
          cluster,
          await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
          parsed,
        );
      }),
    );
}

interface ParsedOptions extends StatusOptions {
  readonly isWatching: boolean;
  readonly isBusyAsked: boolean;
  /** With --busy. */
  readonly waitMs: number | undefined;
}

const defaultWaitMs = 15 * 60_000;

function indented(text: string): string {
  return wrapText(text, 78)
    .map((line) => `  ${line}`)
    .join('\n');
}

function statusOptions(options: Readonly<Record<string, unknown>>): ParsedOptions {
  const { problems, failOn, watch } = options as { problems?: true; failOn?: FailOn; watch?: true };
  const parsed = {
    ...globalOptions(options),
    onlyProblems: problems === true,
    failOn,
    isWatching: watch === true,
    ...busyOptions(options),
  };
  if (parsed.isWatching && failOn !== undefined) {
    throw new Failure('usage', '--watch and --fail-on cannot be combined', {
      hint: 'a check looks once: leave --watch out',
    });
  }
  if (parsed.isWatching && ['yaml', 'name', 'prometheus'].includes(parsed.output)) {
    throw new Failure('usage', `--watch cannot be shown as ${parsed.output}`, { hint: 'leave -o out, or use -o json' });
  }
  return parsed;
}

function busyOptions(options: Readonly<Record<string, unknown>>): Pick<ParsedOptions, 'isBusyAsked' | 'waitMs'> {
  const { busy, wait, ...others } = options as { busy?: true; wait?: number | true; output?: string };
  if (wait !== undefined && busy === undefined) throw new Failure('usage', '--wait needs --busy');
  const other = ['watch', 'failOn', 'problems'].find((name) => busy === true && name in others);
  if (other !== undefined) {
    throw new Failure('usage', `--busy and --${other === 'failOn' ? 'fail-on' : other} cannot be combined`);
  }
  if (busy === true && others['output'] === 'prometheus') {
    throw new Failure('usage', '--busy cannot be shown as prometheus', { hint: 'leave -o out, or use -o json' });
  }
  return { isBusyAsked: busy === true, waitMs: wait === true ? defaultWaitMs : wait };
}

async function show(io: Io, cluster: Cluster, { scope, apps }: Target, options: ParsedOptions): Promise<number> {
  if (options.isBusyAsked) {
    const { showBusy } = await import('./busy.ts');
    return showBusy(io, cluster, { scope, apps }, options);
  }
  if (options.isWatching) {
    const { watchStatus } = await import('./watch.ts');
    return watchStatus(io, cluster, { scope, apps }, options);
  }
  const { showApps, showFleet } = await import('./run.ts');
  return apps === undefined ? showFleet(io, cluster, scope, options) : showApps(io, cluster, apps, options);
}

function parseFailOn(text: string): FailOn {
  return text.split(',').map((name) => {
    const reason = failOnName(name.trim());
    if (reason === undefined) throw new InvalidArgumentError(`"${name}" is none of: ${failOnNames.join(', ')}.`);
    return reason;
  });
}
