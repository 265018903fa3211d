import { Command, InvalidArgumentError } from 'commander';
import { resolveApp } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { oneApp } from '../../cli/selection.ts';
import { isPattern } from '../../restic/find-output.ts';

const page: HelpPage = {
  usage: ['find APP PATTERN [flags]'],
  examples: [
    { purpose: 'By name, in any folder', line: "find web '*.sqlite' -n home" },
    { purpose: 'By path', line: "find web '/conf/*.yaml' -n home" },
  ],
  notes: ['A folder that matches is listed with all that is in it.'],
  endings: {
    ...clusterEndings,
    ok: 'found',
    failed: 'restic failed',
    unprotected: 'no snapshots',
    unknown: 'not readable',
  },
};

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl find`. */
export function findCommand(context: CommandContext): Command {
  const command = new Command('find')
    .summary('find files by name in all snapshots of an app')
    .description('Find files and folders in all snapshots of an app, by name or, with a leading slash, by path.')
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('<pattern>', 'a name or a path; * ? [a-z] as in a shell, ** for any folders', parsePattern)
    .option('-i, --ignore-case', 'let upper and lower case match');
  return addHelp(addRepositoryOptions(addListOptions(command), { timeout: '5m' }), page).action(
    action(context, async (all, [word, pattern]) => {
      const options = { ...globalOptions(all), ...listOptions(all), look: repositoryOptions(all, defaultTimeoutMs) };
      const find = oneApp(String(word), all);
      const cluster = await context.io.connect(options);
      const app = await resolveApp(find, cluster, context.io.signal);
      const { showFound } = await import('./run.ts');
      const request = { app, pattern: String(pattern), ignoresCase: all['ignoreCase'] === true };
      return showFound(context.io, cluster, request, options);
    }),
  );
}

/** Refuses patterns at which restic exits with a stack trace, or that match everything. */
function parsePattern(text: string): string {
  if (text === '' || text === '/' || !isPattern(text))
    throw new InvalidArgumentError('Expected a name or a path, such as *.sqlite, with every bracket closed.');
  return text;
}
