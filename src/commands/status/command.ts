import { Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { failOnName, failOnNames, type FailOn } from './judgement/fail-on.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions, severalContexts } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import type { Io } from '../../cli/io.ts';
import { formatName } from '../../cli/output.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addSelectionOptions, selection, target, type SelectedApps } from '../../cli/selection.ts';
import type { StatusOptions } from './run.ts';

const page: HelpPage = {
  usage: ['status [APP...] [flags]', 'status [-A] [-l SELECTOR] [flags]', 'status [-A] --busy [--wait [DURATION]]'],
  examples: [
    { purpose: 'Every app, worst first', line: 'status -A' },
    { purpose: 'Everything about one app', line: 'status web -n home' },
    { purpose: 'A check for cron', line: 'status -A --fail-on stale,failing,never-synced' },
    { purpose: 'Before a reboot: wait for movers', line: 'status -A --busy --wait' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'shown, or check passed',
    timeout: '--wait passed',
    unprotected: 'check failed, or busy',
    unknown: 'unknown',
  },
};

/** `volsyncctl status`. */
export function statusCommand(context: CommandContext): Command {
  const command = new Command('status')
    .aliases(['get', 'list'])
    .summary('show the state of every app, or everything about one')
    .description(
      'Show the state of every app, worst first, with the command that fixes it; or everything about the apps named.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(addListOptions(command), { hasAll: false })
    .option('--problems', 'only apps that are not ok')
    .optionsGroup('Follow:')
    .option('-w, --watch', 'show changes as they happen, until Ctrl-C')
    .optionsGroup('Check:')
    .option(
      '--fail-on <reasons>',
      'exit with 9 for any of these reasons, such as stale,failing or any; see "help names"',
      parseFailOn,
    )
    .option('--busy', 'exit with 9 while a sync or a restore is running')
    .option('--wait [duration]', 'with --busy: wait until none is running (default: 15m)', parsePositiveDurationMs);
  return addHelp(command, page).action(
    action(context, async (options, [words]) => {
      const chosen = selection(words as readonly string[], options, false);
      const parsed = statusOptions(options);
      const contexts = severalContexts(options);
      if (contexts !== undefined) {
        refuseInContexts(parsed);
        const { showContexts } = await import('./contexts.ts');
        return showContexts(context.io, { contexts, chosen, options: parsed, command: 'status' }, parsed);
      }
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

/** Options that watch a single cluster. */
function refuseInContexts({ isWatching, isBusyAsked }: ParsedOptions): void {
  if (!isWatching && !isBusyAsked) return;
  const flag = isWatching ? '--watch' : '--busy';
  throw new Failure('usage', `${flag} and several contexts cannot be combined`, { hint: 'name one --context' });
}

interface ParsedOptions extends StatusOptions {
  readonly isWatching: boolean;
  readonly isBusyAsked: boolean;
  /** With --busy. */
  readonly waitMs: number | undefined;
}

const defaultWaitMs = 15 * 60_000;

function statusOptions(options: Readonly<Record<string, unknown>>): ParsedOptions {
  const { problems, failOn, watch } = options as { problems?: true; failOn?: FailOn; watch?: true };
  const parsed = {
    ...globalOptions(options),
    ...listOptions(options),
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
  if (parsed.isWatching && parsed.sortBy !== undefined) {
    throw new Failure('usage', '--watch and --sort-by cannot be combined', { hint: 'leave one of them out' });
  }
  const output = formatName(parsed.output);
  if (parsed.isWatching && ['yaml', 'name', 'prometheus'].includes(output)) {
    throw new Failure('usage', `--watch cannot be shown as ${output}`, { hint: 'leave -o out, or use -o json' });
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

async function show(io: Io, cluster: Cluster, { scope, apps }: SelectedApps, options: ParsedOptions): Promise<number> {
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
