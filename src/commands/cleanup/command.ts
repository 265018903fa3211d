import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import type { NamedLeftover } from './operation/leftover.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { isObjectName } from '../../cli/object-names.ts';
import { addSelectionOptions, selection, target, type Selection } from '../../cli/selection.ts';

const description = `Show and remove leftovers of volsyncctl: pods, PVCs, VolumeSnapshots,
ReplicationDestinations and journals of runs that were killed, or that had --keep.

--volsync adds orphans of VolSync: PVCs and VolumeSnapshots whose ReplicationSource or
ReplicationDestination is gone. A PVC that may hold data is removed only when it is
named. A label alone does not make an object VolSync's: without an owner it also needs
one of VolSync's names.

deletionPolicy Retain keeps a VolumeSnapshotContent, and the snapshot on the storage, when
its VolumeSnapshot is removed. --volsync lists those; --snapshot-contents removes the
objects. The snapshots stay on the storage.

A plan comes first: a terminal shows it and asks; elsewhere nothing is removed without
--yes. Kept, each with the reason: what is in use, what a PVC waits to be filled from,
what a running volsyncctl uses, the journal of unfinished work and all that belongs to
it, the VolumeSnapshots that in-place restores keep as the way back (--safety-snapshots
removes them), and what is labelled volsync.backube/do-not-delete. A volsyncctl on
another machine counts as running until the deadline of its pod.

What cannot be checked is unknown; the exit code is then 10.`;

const examples = [
  { purpose: 'Look, and be asked', line: 'cleanup -n home' },
  { purpose: 'Only look, in the whole cluster', line: 'cleanup -A --volsync --dry-run' },
  {
    purpose: 'The ways back of restores in place that are no longer needed',
    line: 'cleanup -n home --safety-snapshots',
  },
  { purpose: 'A PVC of VolSync that may hold data', line: 'cleanup -n home --volsync pvc/volsync-web-dest' },
  { purpose: 'From cron', line: 'cleanup -A --yes' },
  { purpose: 'Leftovers of browse', line: 'cleanup -A -l app.kubernetes.io/component=browse' },
  {
    purpose: 'What is kept and why, for a script',
    line: `cleanup -A --dry-run -o json | jq -r '.objects[] | select(.action == "leave") | [.name, .reason] | @tsv'`,
  },
];

/** `volsyncctl cleanup`. */
export function cleanupCommand(context: CommandContext): Command {
  const command = new Command('cleanup')
    .argument('[objects...]', 'only these: KIND/NAME, such as pvc/web')
    .summary('remove leftovers of interrupted runs')
    .description(description);
  return addSelectionOptions(command, { hasAll: false })
    .option('--volsync', 'also PVCs and VolumeSnapshots of VolSync whose owner is gone')
    .option('--safety-snapshots', 'also VolumeSnapshots that restores in place kept as the way back')
    .option('--snapshot-contents', 'also VolumeSnapshotContents whose VolumeSnapshot is gone; the storage stays')
    .option('-y, --yes', 'remove without a question')
    .option('--dry-run', 'show what would be removed, and remove nothing')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const { volsync, safetySnapshots, snapshotContents, yes, dryRun } = all as Record<string, true | undefined>;
        const chosen = selection([], all, false);
        const named = namedLeftovers(words as readonly string[], chosen);
        const options = globalOptions(all);
        const cluster = await context.io.connect(options);
        const { showCleanup } = await import('./run.ts');
        return showCleanup(context.io, cluster, {
          ...options,
          cleanup: {
            scope: target(chosen, cluster.namespace).scope,
            withVolsync: volsync === true,
            withSafetySnapshots: safetySnapshots === true,
            withSnapshotContents: snapshotContents === true,
            named: named.length === 0 ? undefined : named,
          },
          isDryRun: dryRun === true,
          isConfirmed: yes === true,
        });
      }),
    );
}

/** Reads `pvc/web` and what `-o name` prints. */
function namedLeftovers(
  words: readonly string[],
  { isAllNamespaces, labelSelector }: Selection,
): readonly NamedLeftover[] {
  if (words.length > 0 && (isAllNamespaces || labelSelector !== undefined)) {
    throw new Failure('usage', `names of objects and ${isAllNamespaces ? '-A' : '-l'} cannot be combined`);
  }
  return words.map((word) => {
    const [, type = '', name = ''] = /^([a-z]+)(?:\.[a-z0-9.]+)?\/(.+)$/.exec(word) ?? [];
    const kind = kindsByWord[type];
    if (kind !== undefined && isObjectName(name)) return { kind, name };
    throw new Failure('usage', `"${word}" is not a valid object`, {
      hint: 'expected KIND/NAME, such as pvc/volsync-web-dest',
    });
  });
}

const kindsByWord: Readonly<Partial<Record<string, NamedLeftover['kind']>>> = {
  pod: 'Pod',
  pvc: 'PersistentVolumeClaim',
  persistentvolumeclaim: 'PersistentVolumeClaim',
  volumesnapshot: 'VolumeSnapshot',
  volumesnapshotcontent: 'VolumeSnapshotContent',
  replicationdestination: 'ReplicationDestination',
  configmap: 'ConfigMap',
};
