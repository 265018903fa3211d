import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { timeFlagReader } from '../../cli/time-flag.ts';
import { globalOptions, type GlobalOptions } from '../../cli/options/global.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';
import { isJson } from '../../cli/output.ts';
import type { Io } from '../../cli/io.ts';
import type { ReportViewOptions } from './run.ts';

const page: HelpPage = {
  usage: ['report [APP...] [flags]', 'report [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'Every app of the cluster', line: 'report -A --output-file backups.html' },
    { purpose: 'Since the beginning of the year', line: 'report -n home --since 2026-01-01 > home.html' },
    { purpose: 'The same for a script', line: 'report -A -o json' },
  ],
  endings: { ...clusterEndings, ok: 'protected', unprotected: 'unprotected', unknown: 'unknown' },
};

const defaultTimeoutMs = 2 * 60_000;
const defaultSpanMs = 30 * 24 * 60 * 60_000;

/** `volsyncctl report`. */
export function reportCommand(context: CommandContext): Command {
  const now = context.io.now();
  const command = new Command('report')
    .summary('write an HTML report on backups: verdicts, time lines, sizes')
    .description(
      'Write a report on backups as one HTML file: verdicts as verify has them, time lines with gaps, and sizes.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false })
    .optionsGroup('Report:')
    .option('--output-file <path>', 'file to write or replace (default: stdout)')
    .option('--since <time>', 'start of the time lines (default: 30 days ago)', timeFlagReader(now, 'start'))
    .option(
      '--max-age <duration>',
      'maximum age of the newest snapshot (default: by the schedule)',
      parsePositiveDurationMs,
    );
  return addHelp(addRepositoryOptions(command, { timeout: '2m' }), page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, false);
      const options = reportOptions(all, context.io);
      const cluster = await context.io.connect(options);
      const { showReport } = await import('./run.ts');
      return showReport(
        context.io,
        cluster,
        await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
        options,
      );
    }),
  );
}

function reportOptions(all: Readonly<Record<string, unknown>>, io: Io): ReportViewOptions {
  const { outputFile, since, maxAge } = all as { outputFile?: string; since?: Date; maxAge?: number };
  const options = globalOptions(all);
  refuseForms(options, outputFile, io);
  const begin = since ?? new Date(io.now().getTime() - defaultSpanMs);
  if (begin >= io.now()) throw new Failure('usage', '--since is in the future', { hint: 'leave it out for 30 days' });
  return {
    ...options,
    file: outputFile,
    report: { ...repositoryOptions(all, defaultTimeoutMs), maxAgeMs: maxAge, since: begin },
  };
}

/** Checked before anything is read. */
function refuseForms({ output }: GlobalOptions, outputFile: string | undefined, io: Io): void {
  if (outputFile === '') throw new Failure('usage', '--output-file needs the name of a file');
  const isHtml = output === 'table' || output === 'html';
  if (isHtml && outputFile === undefined && io.stdout.isTerminal) {
    throw new Failure('usage', 'the report is HTML, which a terminal cannot show', {
      hint: 'write it to a file: --output-file backups.html',
    });
  }
  if (isHtml || isJson(output) || output === 'yaml') return;
  throw new Failure('usage', `report cannot be shown as ${output}`, { hint: 'use -o html, json or yaml' });
}
