import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import type { VerifyOptions } from './operation/verify.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions, severalContexts } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['verify [APP...] [flags]', 'verify [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'All apps of a namespace', line: 'verify -n home' },
    { purpose: 'At most 26 hours old', line: 'verify web -n home --max-age 26h' },
    { purpose: 'Read a part of the data', line: 'verify web --depth data --read-data 3/12' },
    { purpose: 'A report for CI', line: 'verify -A -o junit > volsync.xml' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'protected',
    unprotected: 'unprotected',
    unknown: 'unknown',
  },
};

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
    .description('Prove that backups exist: look into the repositories, and judge each app by what is there.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(addListOptions(command), { hasAll: false })
    .optionsGroup('Check:')
    .option(
      '--max-age <duration>',
      'maximum age of the newest snapshot (default: by the schedule)',
      parsePositiveDurationMs,
    )
    .addOption(
      new Option('--depth <depth>', 'listing, snapshots (default), metadata or data')
        .choices(depths)
        .default('snapshots'),
    )
    .option('--read-data <part>', 'with --depth data: 5%, 1/12 or 2G (default: all data)', parsePart)
    .option('--resume', 'continue an interrupted run: use what it read in the last 1h (metadata, data: 12h)');
  return addHelp(addRepositoryOptions(command, { timeout: '2m; metadata 30m, data 12h' }), page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, false);
      const isResumed = all['resume'] === true;
      const options = { ...globalOptions(all), ...listOptions(all), verify: verifyOptions(all), isResumed };
      const contexts = severalContexts(all);
      if (isResumed && options.verify.depth.kind === 'listing') throw cannotResume('--depth listing');
      if (contexts !== undefined) {
        if (isResumed) throw cannotResume('several contexts');
        const { showVerifyContexts } = await import('./contexts.ts');
        return showVerifyContexts(context.io, { contexts, chosen, options, command: 'verify' }, options);
      }
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

function cannotResume(what: string): Failure {
  return new Failure('usage', `--resume and ${what} cannot be combined`);
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
