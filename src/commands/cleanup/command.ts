import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import type { NamedLeftover } from './operation/leftover.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { isObjectName } from '../../cli/object-names.ts';
import { addSelectionOptions, selection, target, type Selection } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['cleanup [KIND/NAME...] [flags]', 'cleanup [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'Look, and be asked', line: 'cleanup -n home' },
    { purpose: "Only look, with VolSync's orphans", line: 'cleanup -A --volsync --dry-run' },
    { purpose: 'One that may hold data', line: 'cleanup --volsync pvc/volsync-web-dest' },
    { purpose: 'From cron', line: 'cleanup -A --yes' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'removed, or nothing to do',
    refused: 'not confirmed',
    failed: 'removal failed',
    unknown: 'not all checked',
  },
};

/** `volsyncctl cleanup`. */
export function cleanupCommand(context: CommandContext): Command {
  const command = new Command('cleanup')
    .argument('[objects...]', 'only these: KIND/NAME, such as pvc/web')
    .summary('remove leftovers of interrupted runs')
    .description(
      'Show and remove leftovers of interrupted runs: helper pods, PVCs, VolumeSnapshots, ReplicationDestinations and journals.',
    );
  addSelectionOptions(command, { hasAll: false, of: 'objects' })
    .option('--volsync', 'also PVCs and VolumeSnapshots of VolSync without an owner')
    .option('--safety-snapshots', 'also the VolumeSnapshots kept by in-place restores')
    .option(
      '--snapshot-contents',
      'also VolumeSnapshotContents without a VolumeSnapshot; the snapshots stay on the storage',
    )
    .optionsGroup('Remove:')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be removed, and remove nothing');
  return addHelp(command, page).action(
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
  lease: 'Lease',
};
