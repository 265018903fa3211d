import { Command } from 'commander';
import type { BootstrapCheckOptions } from './operation/check-options.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['bootstrap-check [APP...] [flags]', 'bootstrap-check [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'Can web be removed now?', line: 'bootstrap-check web -n home' },
    { purpose: 'A new app: wait for its volume, back it up, prove it', line: 'bootstrap-check web --trigger --wait' },
    { purpose: 'Can the whole namespace be removed?', line: 'bootstrap-check -n home --trigger --for-removal' },
    { purpose: 'Also the volumes that nothing backs up', line: 'bootstrap-check -A --unprotected' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'protected',
    failed: 'backup failed',
    unprotected: 'unprotected',
    unknown: 'unknown',
  },
};

const defaultLookMs = 2 * 60_000;
/** For --for-removal, which runs `restic check`. */
const defaultCheckMs = 30 * 60_000;
const defaultWaitMs = 30 * 60_000;

/** `volsyncctl bootstrap-check`. */
export function bootstrapCheckCommand(context: CommandContext): Command {
  const command = new Command('bootstrap-check')
    .alias('safe-to-remove')
    .summary('check whether an app can be removed without losing data')
    .description(
      'Check whether apps can be removed now without losing data: what filled the volume, whether a backup of it exists, and what would be lost.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(addListOptions(command), { hasAll: false })
    .option('--unprotected', 'also list the PVCs that no app backs up')
    .optionsGroup('Check:')
    .option('--for-removal', 'exit 0 only if removing the apps, or without names the whole namespace, loses nothing')
    .option(
      '--max-age <duration>',
      'maximum age of the newest snapshot (default: by the schedule)',
      parsePositiveDurationMs,
    )
    .optionsGroup('Back up:')
    .option('--trigger', 'back up what has no proven backup, and check again')
    .option('--wait', 'wait for the volume and for its first backup');
  return addHelp(addRepositoryOptions(command, { timeout: '30m', timeoutFor: 'one app' }), page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, false);
      const options = { ...globalOptions(all), ...listOptions(all), check: checkOptions(all) };
      const cluster = await context.io.connect(options);
      const { showBootstrapCheck } = await import('./run.ts');
      return showBootstrapCheck(
        context.io,
        cluster,
        await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
        options,
      );
    }),
  );
}

function checkOptions(all: Readonly<Record<string, unknown>>): BootstrapCheckOptions {
  const { trigger, wait, forRemoval, unprotected, maxAge, timeout } = all as Flags;
  const lookMs = forRemoval === true ? defaultCheckMs : defaultLookMs;
  const look = repositoryOptions({ ...all, timeout: Math.min(timeout ?? lookMs, lookMs) }, lookMs);
  return {
    ...look,
    isToTrigger: trigger === true,
    isToWait: wait === true,
    isForRemoval: forRemoval === true,
    hasUnprotectedClaims: unprotected === true,
    maxAgeMs: maxAge,
    timeoutMs: timeout ?? defaultWaitMs,
  };
}

interface Flags {
  readonly trigger?: true;
  readonly wait?: true;
  readonly forRemoval?: true;
  readonly unprotected?: true;
  readonly maxAge?: number;
  readonly timeout?: number;
}
