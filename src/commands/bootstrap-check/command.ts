import { Command } from 'commander';
import type { BootstrapCheckOptions } from './operation/check-options.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const description = `Check whether an app can be removed now: what filled its volume, whether a backup of this
volume exists in the repository, and what would be lost.

Between its first start and its first backup an app is in the bootstrap window: if it
is removed then, its data is gone. VolSync's status does not show it: the first sync may
find an empty volume, and a mistyped repository is created anew. So the repository itself
is read.

Protected (exit code 0): all that verify asks for, and the snapshots are of this volume,
or it was restored from one of them. Unprotected (9): proven not to be so. Unknown (10):
could not be determined. They are shown in this order: 9, 10, 0.

--trigger at once backs up every app whose window is open or whose backup is not proven, and
checks again.
--wait waits until the volume is bound and the first snapshot is saved; for a named app
also until its ReplicationSource exists. Both together are the checklist for a new app.

--for-removal is the gate for scripts. Without names it judges a whole namespace: every app,
and every PVC that no app backs up. Besides protection, it requires:
  that the newest snapshot is that of the last sync, or younger than its start, holds
  files, and is what VolSync would restore into a new volume;
  that "restic check" finds no damage in the repository;
  that the repository is not itself in the namespace: on a PVC, a pod or a Service of it;
  that no sync and no restore of the app runs or is due;
  that only the app's own pods use the volume.
What it did not judge is listed, also in JSON. With --trigger every app is backed up first. What
an app writes after that snapshot is lost: stop the app first if that matters.

APP is the name of a ReplicationSource, or NAMESPACE/NAME.`;

const examples = [
  { purpose: 'Can web be removed now?', line: 'bootstrap-check web -n home' },
  {
    purpose: 'A new app: wait for its volume, back it up, prove it',
    line: 'bootstrap-check web -n home --trigger --wait',
  },
  {
    purpose: 'Remove a namespace only when all data in it is safe',
    line: 'bootstrap-check -n home --trigger --for-removal && kubectl delete namespace home',
  },
  { purpose: 'Everything, and the volumes that nothing backs up', line: 'bootstrap-check -A --unprotected' },
  {
    purpose: 'Which apps are in their bootstrap window, for a script',
    line: `bootstrap-check -A -o json | jq -r '.apps[] | select(.state == "window-open") | .name'`,
  },
];

const defaultLookMs = 2 * 60_000;
/** For --for-removal, which runs `restic check`. */
const defaultCheckMs = 30 * 60_000;
const defaultWaitMs = 30 * 60_000;

/** `volsyncctl bootstrap-check`. */
export function bootstrapCheckCommand(context: CommandContext): Command {
  const command = new Command('bootstrap-check')
    .summary('check whether an app can be removed now, and close its bootstrap window')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false })
    .option('--trigger', 'back up at once what has no backup yet, and check again')
    .option('--wait', 'wait for the volume and for the first backup')
    .option('--for-removal', 'exit 0 only if removing the apps, or the whole namespace, loses nothing')
    .option(
      '--max-age <duration>',
      'how old the newest snapshot may be, such as 26h; default is by the schedule',
      parsePositiveDurationMs,
    )
    .option('--unprotected', 'also list the PVCs that no ReplicationSource backs up');
  return addRepositoryOptions(command, { timeout: '30m', timeoutFor: 'one app, with --wait or --trigger' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, false);
        const options = { ...globalOptions(all), check: checkOptions(all) };
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
