import { Command, Option } from 'commander';
import { Failure } from '../../errors.ts';
import { moverMountRoot } from '../../volsync/repository-source.ts';
import type { MountedVolume } from '../../volsync/probe-job.ts';
import type { SafetyNet } from '../../volsync/restore-journal.ts';
import { appNamed, appOrAsked } from '../../cli/asked-apps.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage, helperPodFlags } from '../../cli/help/page.ts';
import { parseId } from '../../cli/options/volume-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { extraFilesOption, parseSafety, refuseNoCompare } from './in-place/options.ts';
import { addSnapshotOptions, parseCapacity, snapshotSelector } from '../../cli/options/restore-options.ts';
import { parseNewClaim } from './options.ts';
import { restoreAbortCommand, restoreResumeCommand } from './open/command.ts';
import type { Io } from '../../cli/io.ts';
import { restoreStatusCommand } from './status/command.ts';
import type { RestoreViewOptions } from './to/run.ts';
import { parseObjectName } from '../../cli/object-names.ts';

const page: HelpPage = {
  usage: [
    'restore APP --to pvc/NEW [flags]',
    'restore APP --in-place [flags]',
    'restore --repository SECRET --to pvc/NEW [flags]',
    'restore status [APP...] | resume APP | abort APP',
  ],
  examples: [
    { purpose: 'Beside the app', line: 'restore web -n home --to pvc/web-old' },
    { purpose: 'The app itself', line: 'restore web -n home --in-place --as-of yesterday' },
    { purpose: 'Only look', line: 'restore web -n home --in-place --dry-run' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'restored, verified',
    timeout: 'deadline passed',
    failed: 'restore failed',
    unprotected: 'no such snapshot',
    unknown: 'not verified',
  },
};

const lookMs = 2 * 60_000;
const defaultTimeoutMs = 60 * 60_000;

/** `volsyncctl restore`. */
export function restoreCommand(context: CommandContext): Command {
  const command = new Command('restore')
    .summary('restore data and verify it')
    // An app may be called help.
    .helpCommand(false)
    .description('Restore data from a snapshot into a new PVC, or in place, and verify every file.')
    .argument('[app]', 'name of a ReplicationSource, or NAMESPACE/NAME');
  addSnapshotOptions(command.optionsGroup('Which snapshot:'), context.io.now());
  addTargetOptions(command);
  addRepositoryOptions(command.optionsGroup('Advanced:'), { timeout: '1h', timeoutFor: 'the mover' });
  return addHelp(command, page)
    .addCommand(restoreStatusCommand(context))
    .addCommand(restoreResumeCommand(context))
    .addCommand(restoreAbortCommand(context))
    .action(
      action(context, async (all, [word]) => {
        const options = viewOptions(all, word as string | undefined, context.io);
        const cluster = await context.io.connect(options);
        const { showRestore } = await import('./run.ts');
        if (options.mode === 'repository') return showRestore(context.io, cluster, options);
        const app = await appOrAsked(options.app, { io: context.io, cluster, options });
        return showRestore(context.io, cluster, { ...options, app: () => app });
      }),
    );
}

function addTargetOptions(command: Command): void {
  command
    .optionsGroup('New PVC:')
    .option('--to <pvc>', 'restore into a new PVC: pvc/NAME', parseNewClaim)
    .option('--capacity <size>', "its size (default: the app's, or as needed)", parseCapacity)
    .option('--storage-class <name>', "its class (default: the app's)", parseObjectName)
    .option('--repository <secret>', 'from the repository of this Secret, no app', parseObjectName)
    .option('--no-compare', 'do not compare every file with the snapshot')
    .option('--keep', 'keep the PVC even if the restore fails')
    .optionsGroup('In place:')
    .option('--in-place', "into the app's volume, with the app stopped")
    .option('--safety <net>', 'way back: snapshot (default), backup or none', parseSafety)
    .option('--volume-snapshot-class <name>', 'class of that snapshot', parseObjectName)
    .option('--enable-file-deletion', 'delete files that are not in the snapshot')
    .option('--keep-extra-files', 'keep files that are not in the snapshot')
    .option('--ignore-gitops', 'even where Argo CD may restart the app')
    .option('-y, --yes', 'do not ask')
    .optionsGroup('Look first:')
    .option('--dry-run', 'check, show the plan, and change nothing')
    .option('--watch-bootstrap', "follow the app's own bootstrap restore")
    .addOption(new Option('--uid <number>', 'user of the pod').argParser(parseId).helpGroup(helperPodFlags))
    .addOption(new Option('--gid <number>', 'group of the pod').argParser(parseId).helpGroup(helperPodFlags));
}

function viewOptions(
  all: Readonly<Record<string, unknown>>,
  word: string | undefined,
  { canPrompt }: Pick<Io, 'canPrompt'>,
): RestoreViewOptions {
  const global = globalOptions(all);
  const given = all as unknown as Given;
  const mode = modeOf(given, word, canPrompt);
  const wish = snapshotSelector(all);
  refuseStray(all, mode);
  if (mode === 'in-place') refuseNoCompare(given.compare);
  const look = repositoryOptions({ ...all, timeout: undefined }, lookMs);
  return {
    ...global,
    mode,
    app: appNamed(word, all),
    wish,
    // Who is asked for one thing is asked for all.
    asksForSnapshot: canPrompt && wish === undefined && (mode === 'ask' || word === undefined),
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
  readonly capacity?: string;
  readonly storageClass?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly dryRun?: true;
  readonly keep?: true;
  readonly safety?: SafetyNet['kind'];
  readonly volumeSnapshotClass?: string;
  readonly yes?: true;
  readonly ignoreGitops?: true;
  readonly compare: boolean;
  readonly timeout?: number;
  readonly repositoryVolume?: MountedVolume;
}

/** `ask`: a terminal is asked. */
function modeOf(
  { to, inPlace, repository, watchBootstrap }: Pick<Given, 'inPlace' | 'repository' | 'to' | 'watchBootstrap'>,
  word: string | undefined,
  canPrompt: boolean,
): RestoreViewOptions['mode'] {
  const flags = { '--to': to, '--in-place': inPlace, '--watch-bootstrap': watchBootstrap };
  const named = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (named.length > 1) throw new Failure('usage', `${named.join(' and ')} cannot be combined`);
  if (repository === undefined && word === undefined && !canPrompt)
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
