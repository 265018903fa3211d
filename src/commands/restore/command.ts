import { Command, CommanderError, Option } from 'commander';
import { resolveApp, resolveTarget } from '../../cli/app-names.ts';
import { appNamed, appOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage, helperPodFlags } from '../../cli/help/page.ts';
import { parseId } from '../../cli/options/volume-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { extraFilesOption, parseSafety, refuseNoCompare } from './in-place/options.ts';
import { areFiles, filesOf, parseRestoreTarget, refuseFilesOnly, refuseStrangers } from './files/options.ts';
import { manyOptions } from './many/options.ts';
import { areSeveral, hasNoTarget } from './many/several.ts';
import { addFromOptions, refuseOwnNamespace, repositorySelector } from './from-options.ts';
import { modeOf, refuseStray, type RestoreFlags } from './modes.ts';
import { addSnapshotOptions, parseCapacity, snapshotSelector } from '../../cli/options/restore-options.ts';
import { restoreAbortCommand, restoreResumeCommand } from './open/command.ts';
import type { Io } from '../../cli/io.ts';
import { restoreStatusCommand } from './status/command.ts';
import type { RestoreViewOptions } from './to/run.ts';
import { parseObjectName } from '../../cli/object-names.ts';
import { parsePositiveNumber } from '../../cli/options/whole-number.ts';
import { target } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['restore APP... | --all | APP:PATH... [flags]', 'restore status [APP...] | resume APP | abort APP'],
  examples: [{ purpose: 'The app itself', line: 'restore web -n home --in-place --as-of yesterday' }],
  endings: {
    ...clusterEndings,
    ok: 'restored, verified',
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
    // An app may be named help.
    .helpCommand(false)
    .description('Restore data and verify it: into a new PVC, in place, or files of a running app.')
    .argument('[app...]', 'name of a ReplicationSource, or NAMESPACE/NAME; or paths of one: APP:PATH');
  addFromOptions(addSnapshotOptions(command.optionsGroup('Which snapshot:'), context.io.now()));
  addTargetOptions(command);
  addRepositoryOptions(command.optionsGroup('How:'), { timeout: '1h', timeoutFor: 'the mover' });
  return addHelp(command, page)
    .addCommand(restoreStatusCommand(context))
    .addCommand(restoreResumeCommand(context))
    .addCommand(restoreAbortCommand(context))
    .action(
      action(context, async (all, [words]) => {
        const named = words as readonly string[];
        if (areFiles(named)) return restoreFiles(context.io, named, all);
        if (areSeveral(named, all)) return restoreSeveral(context.io, named, all);
        const [word] = named;
        const options = viewOptions(all, word, context.io);
        const cluster = await context.io.connect(options);
        const { showRestore } = await import('./run.ts');
        if (options.mode === 'repository') return showRestore(context.io, cluster, options);
        const app = await appOrAsked(options.app, { io: context.io, cluster, options });
        refuseOwnNamespace(options.from, app.namespace);
        return showRestore(context.io, cluster, { ...options, app: () => app });
      }),
    );
}

const tooMany = "too many arguments for 'restore': several apps need --to-new or --in-place";

/** Restores several apps. */
async function restoreSeveral(
  io: Io,
  words: readonly string[],
  all: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (hasNoTarget(all)) throw new CommanderError(1, 'commander.excessArguments', tooMany);
  const options = manyOptions(words, all, io, { timeoutMs: defaultTimeoutMs, lookMs });
  const cluster = await io.connect(options);
  const { showRestoreMany } = await import('./many/run.ts');
  const apps = await resolveTarget(target(options.chosen, cluster.namespace), cluster, io.signal);
  return showRestoreMany(io, cluster, apps, options);
}

/** Restores a few files into a volume that is in use. */
async function restoreFiles(io: Io, words: readonly string[], all: Readonly<Record<string, unknown>>): Promise<number> {
  const options = globalOptions(all);
  const given = all as unknown as RestoreFlags;
  refuseStrangers(all);
  const { app, paths } = filesOf(words, options.namespace);
  const selector = snapshotSelector(all) ?? ({ kind: 'latest' } as const);
  const look = { ...repositoryOptions({ ...all, timeout: undefined }, lookMs), command: 'restore' };
  const cluster = await io.connect(options);
  const { to, uid, gid, dryRun, keep, timeout = defaultTimeoutMs } = given;
  const request = {
    ...{ app: await resolveApp(app, cluster, io.signal), paths, selector, look, uid, gid, timeoutMs: timeout },
    ...{ keepsReplaced: keep !== false, isDryRun: dryRun === true, isAsked: io.canPrompt && given.yes !== true },
    to: to && { claim: to.claim, path: to.path ?? '/' },
  };
  const { showRestoreFiles } = await import('./files/run.ts');
  return showRestoreFiles(io, cluster, request, { ...options, isConfirmed: given.yes === true });
}

function addTargetOptions(command: Command): void {
  command
    .optionsGroup('Where to:')
    .option('--to <pvc>', 'restore into a new PVC: pvc/NAME', parseRestoreTarget)
    .option('--to-new', 'restore each app into a new PVC: pvc/APP-restored')
    .option('--capacity <size>', "its size (default: the app's, or as needed)", parseCapacity)
    .option('--storage-class <name>', "its class (default: the app's)", parseObjectName)
    .option('--repository <secret>', 'from the repository of this Secret, no app', parseObjectName)
    .option('--keep', 'keep the PVC even if the restore fails')
    .option('--no-compare', 'do not compare every file with the snapshot')
    .option('--in-place', "into the app's volume, with the app stopped")
    .option('--safety <net>', 'rollback: snapshot (default), backup or none', parseSafety)
    .option('--enable-file-deletion', 'delete files that are not in the snapshot')
    .option('--keep-extra-files', 'keep files that are not in the snapshot')
    .option('--ignore-gitops', 'even where Argo CD may restart the app')
    .option('--no-keep', 'with APP:PATH: do not keep replaced files')
    .optionsGroup('How:')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'check, show the plan, and change nothing')
    .option('--watch-bootstrap', "follow the app's own bootstrap restore")
    .option('--all', 'every app of the namespace')
    .option('--max-parallel <apps>', 'number of apps at a time (default: 1)', parsePositiveNumber)
    .option('--skip-unrestorable', 'restore the others if some apps cannot be')
    .addOption(
      new Option('--volume-snapshot-class <name>', 'class of VolumeSnapshots')
        .argParser(parseObjectName)
        .helpGroup(helperPodFlags),
    )
    .addOption(new Option('--uid <number>', 'user of the pod').argParser(parseId).helpGroup(helperPodFlags))
    .addOption(new Option('--gid <number>', 'group of the pod').argParser(parseId).helpGroup(helperPodFlags));
}

function viewOptions(
  all: Readonly<Record<string, unknown>>,
  word: string | undefined,
  { canPrompt }: Pick<Io, 'canPrompt'>,
): RestoreViewOptions {
  const global = globalOptions(all);
  const given = all as unknown as RestoreFlags;
  const mode = modeOf(given, word, canPrompt);
  const selector = snapshotSelector(all);
  refuseFilesOnly(all);
  refuseStray(all, mode);
  if (mode === 'in-place') refuseNoCompare(given.compare);
  const look = repositoryOptions({ ...all, timeout: undefined }, lookMs);
  return {
    ...global,
    mode,
    app: appNamed(word, all),
    selector,
    // A user who is asked for one thing is asked for everything.
    asksForSnapshot: canPrompt && selector === undefined && (mode === 'ask' || word === undefined),
    to: given.to?.claim,
    secret: given.repository,
    from: repositorySelector(all),
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
