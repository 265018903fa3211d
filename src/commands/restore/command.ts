import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { moverMountRoot } from '../../volsync/repository-source.ts';
import type { MountedVolume } from '../../volsync/probe-job.ts';
import type { SafetyNet } from '../../volsync/restore-journal.ts';
import { resolveApp } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { parseId } from '../../cli/options/volume-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { oneApp } from '../../cli/selection.ts';
import { extraFilesOption, parseSafety, refuseNoCompare } from './in-place/options.ts';
import { addSnapshotOptions, parseCapacity, parseNewClaim, snapshotSelector } from './options.ts';
import { restoreAbortCommand, restoreResumeCommand } from './open/command.ts';
import { restoreStatusCommand } from './status/command.ts';
import type { RestoreViewOptions } from './to/run.ts';
import { parseObjectName } from '../../cli/object-names.ts';

const description = `Restore data from a snapshot in the repository of an app, and verify it: into a new PVC (--to), or
into the app's own volume (--in-place).

The snapshot is looked up in the repository first; if none matches, the nearest ones are named
and nothing is changed (exit code 9). VolSync does the restore, with a temporary
ReplicationDestination, never with the app's own. The restore counts only when the mover's log
names the snapshot (VolSync calls a restore of nothing successful) and every restored file has
the snapshot's content; if that cannot be determined, the exit code is 10. A failing mover is
reported at once, with its cause (8).

The new PVC has the class, access modes and size of the app's, or a larger size if the data
needs it; nothing else is touched. It is removed if the restore fails, and on Ctrl-C.
--repository restores without a ReplicationSource: only the Secret is needed, and its values
are not read.

--in-place is a transaction. It shows what would change in the volume, file by file, and asks
(unless --yes); keeps the current state in a VolumeSnapshot; suspends the Flux Kustomizations
and HelmReleases that would undo it; scales what mounts the volume to 0; parks the schedule;
restores; compares every file; and releases everything in reverse order. A journal is written
before each step: after a failure, an interruption or a kill, "restore status" shows how far it
got, "restore resume" continues it, and "restore abort" rolls back to exactly what was before.

--watch-bootstrap follows the restore that fills the PVC of an app when it is deployed, and
changes nothing: it reports what was restored, or that nothing was (9).

TIME is, for example, 2026-11-22, "2026-11-22 15:00", 2026-11-22T15:00:00Z, yesterday, or an age
such as 36h; without a zone it is on the clock of this machine.`;

const examples = [
  { purpose: 'The newest backup beside the app', line: 'restore web -n home --to pvc/web-restored' },
  { purpose: 'As it was yesterday evening', line: 'restore web -n home --as-of yesterday --to pvc/web-old' },
  { purpose: 'The app itself, back to yesterday', line: 'restore web -n home --in-place --as-of yesterday' },
  { purpose: 'The same from a script', line: 'restore web -n home --in-place --enable-file-deletion --yes' },
  { purpose: 'Only see what would change in it', line: 'restore web -n home --in-place --dry-run' },
  { purpose: 'Only see what would happen', line: 'restore web -n home --snapshot 4be1c0de --to pvc/web-old --dry-run' },
  {
    purpose: 'After the loss of a cluster, with only the Secret of the repository',
    line: 'restore --repository web-volsync-secret -n home --to pvc/web --uid 4000 --gid 4000',
  },
  { purpose: 'The restore that filled the volume of an app', line: 'restore web -n home --watch-bootstrap' },
];

const lookMs = 2 * 60_000;
const defaultTimeoutMs = 60 * 60_000;

/** `volsyncctl restore`. */
export function restoreCommand(context: CommandContext): Command {
  const command = new Command('restore')
    .summary('restore data and verify it')
    // An app may be called help.
    .helpCommand(false)
    .description(description)
    .argument('[app]', 'name of a ReplicationSource, or NAMESPACE/NAME');
  addSnapshotOptions(command, context.io.now())
    .option('--to <pvc>', 'into a new PVC: pvc/NAME', parseNewClaim)
    .option('--in-place', "into the app's own volume, with the app stopped during the restore")
    .option('--safety <net>', 'with --in-place: snapshot (the default), backup or none', parseSafety)
    .option('--enable-file-deletion', 'with --in-place: delete files that are not in the snapshot')
    .option('--keep-extra-files', 'with --in-place: leave files that are not in the snapshot')
    .option('-y, --yes', 'with --in-place: do not ask')
    .option('--ignore-gitops', 'with --in-place: even where Argo CD or a ResourceSet may start the app meanwhile')
    .option('--volume-snapshot-class <name>', 'with --in-place: class of the safety net', parseObjectName)
    .option('--repository <secret>', 'of the repository that this Secret names, where there is no app', parseObjectName)
    .option('--watch-bootstrap', "follow the app's own bootstrap restore, and change nothing")
    .option('--capacity <size>', "size of the new PVC; default is the app's, or what the data needs", parseCapacity)
    .option('--storage-class <name>', "class of the new PVC; default is the app's", parseObjectName)
    .option('--uid <number>', 'for --repository: user that the mover restores as', parseId)
    .option('--gid <number>', 'for --repository: group that it restores as', parseId)
    .option('--no-compare', 'with --to: believe the mover, and do not compare every file with the snapshot')
    .option('--dry-run', 'check everything, show the plan, and change nothing')
    .option('--keep', 'keep the new PVC even if the restore fails');
  return addRepositoryOptions(command, { timeout: '1h', timeoutFor: 'the restore itself' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .addCommand(restoreStatusCommand(context))
    .addCommand(restoreResumeCommand(context))
    .addCommand(restoreAbortCommand(context))
    .action(
      action(context, async (all, [word]) => {
        const options = viewOptions(all, word as string | undefined);
        const cluster = await context.io.connect(options);
        const { showRestore } = await import('./run.ts');
        if (options.app === undefined) return showRestore(context.io, cluster, options);
        const app = await resolveApp(options.app, cluster, context.io.signal);
        return showRestore(context.io, cluster, { ...options, app: () => app });
      }),
    );
}

function viewOptions(all: Readonly<Record<string, unknown>>, word: string | undefined): RestoreViewOptions {
  const global = globalOptions(all);
  const given = all as {
    to?: string;
    inPlace?: true;
    repository?: string;
    watchBootstrap?: true;
    capacity?: string;
    storageClass?: string;
    uid?: number;
    gid?: number;
    dryRun?: true;
    keep?: true;
    safety?: SafetyNet['kind'];
    volumeSnapshotClass?: string;
    yes?: true;
    ignoreGitops?: true;
    compare: boolean;
    timeout?: number;
    repositoryVolume?: MountedVolume;
  };
  const mode = modeOf(given, word);
  refuseStray(given, mode);
  if (mode === 'in-place') refuseNoCompare(given.compare);
  const look = repositoryOptions({ ...all, timeout: undefined }, lookMs);
  return {
    ...global,
    mode,
    app: word === undefined ? undefined : oneApp(word, all),
    wish: snapshotSelector(all),
    to: given.to,
    secret: given.repository,
    uid: given.uid,
    gid: given.gid,
    volume: given.repositoryVolume,
    like: { capacity: given.capacity, storageClass: given.storageClass },
    look: { ...look, command: 'restore' },
    timeoutMs: given.timeout ?? defaultTimeoutMs,
    inPlace: {
      safety: given.safety ?? 'snapshot',
      ignoresGitOps: given.ignoreGitops === true,
      volumeSnapshotClass: given.volumeSnapshotClass,
      deletesExtraFiles: extraFilesOption(all),
      isConfirmed: given.yes === true,
    },
    isDryRun: given.dryRun === true,
    isKept: given.keep === true,
    isCompared: given.compare,
  };
}

interface Given {
  readonly to?: string;
  readonly inPlace?: true;
  readonly repository?: string;
  readonly watchBootstrap?: true;
}

/** `ask`: a terminal is asked. */
function modeOf(
  { to, inPlace, repository, watchBootstrap }: Given,
  word: string | undefined,
): RestoreViewOptions['mode'] {
  const flags = { '--to': to, '--in-place': inPlace, '--watch-bootstrap': watchBootstrap };
  const named = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (named.length > 1) throw new Failure('usage', `${named.join(' and ')} cannot be combined`);
  if (repository === undefined && word === undefined)
    throw new Failure('usage', 'no app given: name one, or pass --repository SECRET');
  if (repository !== undefined) {
    if (word !== undefined) throw new Failure('usage', `either the app ${word} or --repository, not both`);
    if (to === undefined) throw new Failure('usage', '--repository needs a new PVC to restore into: --to pvc/NAME');
    return 'repository';
  }
  if (watchBootstrap === true) return 'bootstrap';
  if (inPlace === true) return 'in-place';
  return to === undefined ? 'ask' : 'to';
}

const ofInPlace = {
  safety: '--safety',
  enableFileDeletion: '--enable-file-deletion',
  keepExtraFiles: '--keep-extra-files',
  yes: '--yes',
  ignoreGitops: '--ignore-gitops',
  volumeSnapshotClass: '--volume-snapshot-class',
};
const ofNewClaim = { capacity: '--capacity', storageClass: '--storage-class', keep: '--keep' };

/** A flag that would mean nothing is a misunderstanding. */
function refuseOfOthers(given: Readonly<Record<string, unknown>>, mode: RestoreViewOptions['mode']): void {
  if (mode === 'ask') return;
  const others = mode === 'in-place' ? ofNewClaim : ofInPlace;
  const stray = Object.entries(others).find(([name]) => given[name] !== undefined);
  if (stray !== undefined) {
    throw new Failure('usage', `${stray[1]} is for ${mode === 'in-place' ? '--to' : '--in-place'} only`);
  }
}

function refuseStray(given: Readonly<Record<string, unknown>>, mode: RestoreViewOptions['mode']): void {
  const { uid, gid, repositoryVolume } = given as { uid?: number; gid?: number; repositoryVolume?: MountedVolume };
  const hasUser = uid !== undefined || gid !== undefined;
  if (hasUser && mode !== 'repository') {
    throw new Failure('usage', '--uid and --gid are for --repository: an app says itself whom its mover runs as');
  }
  refuseOfOthers(given, mode);
  const mountPath = repositoryVolume?.mount.mountPath;
  if (mode === 'repository' && mountPath?.startsWith(moverMountRoot) === false) {
    const hint = `name it @${moverMountRoot}NAME, with a Secret whose RESTIC_REPOSITORY begins so`;
    throw new Failure(
      'usage',
      `VolSync mounts volumes for its movers only below ${moverMountRoot}, not at ${mountPath}`,
      { hint },
    );
  }
}
