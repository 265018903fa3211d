import { Command } from 'commander';
import { resolveApp } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { addInPlaceOptions, inPlaceOptions } from '../in-place/options.ts';
import { oneApp } from '../../../cli/selection.ts';

const otherClaim = `A PVC that was deleted and created again since is another volume: it is never overwritten
without a question. --pvc-uid UID answers that question where there is no terminal; the
restore of a PVC that is gone ends with "restore abort APP --leave-data".`;

const resumeDescription = `Resume an in-place restore that failed, was interrupted or was killed. What keeps others from
the volume is checked again; a snapshot whose restore is not proven is restored again; then
the files are compared and everything is released, as in restore itself.

A restore that is being aborted is refused: finish it with restore abort. So exit code 0 means
that the snapshot is restored.

${otherClaim}`;

const abortDescription = `Roll back an unfinished in-place restore, to exactly what was before it. Where VolSync may
have written into the volume, the data of the safety net is copied back and compared file by
file; then the schedule, the replicas and everything suspended are restored, and the safety
net is removed.

--leave-data restores all of that but the data, half restored or not: for a safety net that
does not exist (--safety none) or cannot be read. It is remembered: a later abort or resume
leaves the data as well.

${otherClaim}`;

/** `volsyncctl restore resume`. */
export function restoreResumeCommand(context: CommandContext): Command {
  const command = new Command('resume')
    .summary('resume an unfinished in-place restore')
    .description(resumeDescription)
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME');
  return addTakeUpOptions(command)
    .addHelpText(
      'after',
      examplesText(context.io.programName, [{ purpose: 'Go on', line: 'restore resume web -n home' }]),
    )
    .action(
      action(context, async (all, [word]) => {
        const app = oneApp(word as string, all);
        const options = openOptions(all);
        const cluster = await context.io.connect(options);
        const { showResume } = await import('./run.ts');
        return showResume(context.io, cluster, await resolveApp(app, cluster, context.io.signal), options);
      }),
    );
}

/** `volsyncctl restore abort`. */
export function restoreAbortCommand(context: CommandContext): Command {
  const command = new Command('abort')
    .summary('roll back an unfinished in-place restore')
    .description(abortDescription)
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME');
  return addTakeUpOptions(command)
    .option('--leave-data', 'give everything else back, and leave the data as it is')
    .addHelpText(
      'after',
      examplesText(context.io.programName, [
        { purpose: 'Back to what was before', line: 'restore abort web -n home' },
        { purpose: 'All but the data', line: 'restore abort web -n home --leave-data --yes' },
      ]),
    )
    .action(
      action(context, async (all, [word]) => {
        const app = oneApp(word as string, all);
        const options = { ...openOptions(all), leavesData: all['leaveData'] === true };
        const cluster = await context.io.connect(options);
        const { showAbort } = await import('./run.ts');
        return showAbort(context.io, cluster, await resolveApp(app, cluster, context.io.signal), options);
      }),
    );
}

function addTakeUpOptions(command: Command): Command {
  return addInPlaceOptions(command).option(
    '--pvc-uid <uid>',
    'overwrite the PVC with this UID, even though the restore began with another',
  );
}

function openOptions(all: Readonly<Record<string, unknown>>) {
  return {
    ...globalOptions(all),
    inPlace: { ...inPlaceOptions(all), claimUid: all['pvcUid'] as string | undefined },
    isDryRun: all['dryRun'] === true,
    isConfirmed: all['yes'] === true,
  };
}
