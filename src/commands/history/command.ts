import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { resolveApp } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { parseVolumePath } from '../../cli/options/volume-path.ts';

const page: HelpPage = {
  usage: ['history APP:PATH [flags]'],
  examples: [
    { purpose: 'Which snapshots have this file?', line: 'history web:/conf/app.yaml -n home' },
    { purpose: 'With mode and owner', line: 'history web:/conf/app.yaml -n home -o wide' },
  ],
  notes: [
    'A version ends where type, size, modification time, mode or owner changes.',
    'restic does not show here whether the content of two files is the same.',
  ],
  endings: {
    ...clusterEndings,
    ok: 'found',
    failed: 'restic failed',
    unprotected: 'no snapshots',
    unknown: 'not readable',
  },
};

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl history`. */
export function historyCommand(context: CommandContext): Command {
  const command = new Command('history')
    .summary('show how a file changed over all snapshots')
    .description(
      'Show in which snapshots of an app a file or folder is, when it changed and when it vanished, with the command that brings each version back.',
    )
    .argument('<app:path>', 'APP:PATH or NAMESPACE/APP:PATH');
  return addHelp(addRepositoryOptions(addListOptions(command), { timeout: '5m' }), page).action(
    action(context, async (all, [word]) => {
      const options = { ...globalOptions(all), ...listOptions(all), look: repositoryOptions(all, defaultTimeoutMs) };
      const { kind, name, namespace, path } = parseVolumePath(String(word), options.namespace);
      refuseUnsearchable(String(word), path);
      const cluster = await context.io.connect(options);
      const find = (defaultNamespace: string) => ({
        ...{ namespace: namespace ?? defaultNamespace, name },
        ...(kind === 'claim' && { isClaim: true as const }),
      });
      const app = await resolveApp(find, cluster, context.io.signal);
      const { showHistory } = await import('./run.ts');
      return showHistory(context.io, cluster, { app, path }, options);
    }),
  );
}

/** restic's search requires valid text, and finds entries of the root but not the root itself. */
function refuseUnsearchable(word: string, path: string): void {
  if (path === '/') {
    throw new Failure('usage', `"${word}" names no file or folder`, { hint: 'expected APP:PATH, such as web:/conf' });
  }
  if (/\p{Cs}/u.test(path))
    throw new Failure('usage', `the path in "${word}" is not valid UTF-8, which restic's search requires`);
}
