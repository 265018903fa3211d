import { Failure } from '../../../errors.ts';
import type { Io } from '../../../cli/io.ts';
import { globalOptions, type GlobalOptions } from '../../../cli/options/global.ts';
import { repositoryOptions } from '../../../cli/options/repository-options.ts';
import { snapshotSelector } from '../../../cli/options/restore-options.ts';
import { selection, type Selection } from '../../../cli/selection.ts';
import type { SnapshotSelector } from '../../../restore/snapshot-selector.ts';
import { extraFilesOption, refuseNoCompare } from '../in-place/options.ts';
import { refuseOfOthers, type RestoreFlags } from '../modes.ts';
import type { ManyRequest } from './operation/plan.ts';
import { ofSeveral } from './several.ts';

/** The flags for several apps. */
interface ManyFlags extends RestoreFlags {
  readonly toNew?: true;
  readonly all?: true;
  readonly maxParallel?: number;
  readonly skipUnrestorable?: true;
}

/** The parsed command line for several apps. */
export interface ManyViewOptions extends GlobalOptions {
  readonly chosen: Selection;
  readonly request: Omit<ManyRequest, 'target'>;
  /** Undefined if it was not set what happens to files that are not in the snapshot. */
  readonly deletesExtraFiles: boolean | undefined;
  /** Restores the others if some apps cannot be restored. */
  readonly skips: boolean;
  readonly isDryRun: boolean;
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
}

/** Reads the command line for several apps; every conflict is a Failure before there is a connection. */
export function manyOptions(
  words: readonly string[],
  all: Readonly<Record<string, unknown>>,
  { canPrompt }: Pick<Io, 'canPrompt'>,
  defaults: { readonly timeoutMs: number; readonly lookMs: number },
): ManyViewOptions {
  const given = all as unknown as ManyFlags;
  const mode = modeOf(given);
  refuseOfOne(given);
  refuseOfOthers(all, mode);
  if (mode === 'in-place') refuseNoCompare(given.compare);
  const chosen = chosenBy(words, all, given);
  const selector = selectorOf(all, chosen);
  if (!canPrompt && given.yes !== true && given.dryRun !== true) throw unconfirmed(mode);
  const timeoutMs = given.timeout ?? defaults.timeoutMs;
  const look = { ...repositoryOptions({ ...all, timeout: undefined }, defaults.lookMs), command: 'restore' as const };
  const { volumeSnapshotClass, capacity, storageClass, safety = 'snapshot' } = given;
  return {
    ...globalOptions(all),
    chosen,
    request: {
      ...{ mode, selector, maxParallel: given.maxParallel ?? 1 },
      to: {
        ...{ like: { capacity, storageClass }, look, timeoutMs },
        ...{ isKept: given.keep === true, isCompared: given.compare },
      },
      inPlace: {
        ...{ safety, ignoresGitOps: given.ignoreGitops === true },
        options: { ...look, volumeSnapshotClass, timeoutMs },
      },
    },
    deletesExtraFiles: extraFilesOption(all),
    skips: given.skipUnrestorable === true,
    isDryRun: given.dryRun === true,
    isConfirmed: given.yes === true,
  };
}

function modeOf({ toNew, inPlace, to }: ManyFlags): ManyRequest['mode'] {
  if (to !== undefined) {
    const message = `--to pvc/${to.claim} is one PVC; several apps are restored into one each: --to-new`;
    throw new Failure('usage', message, { hint: 'or restore a single app: volsyncctl restore APP --to pvc/NEW' });
  }
  if (toNew === true && inPlace === true) throw new Failure('usage', '--to-new and --in-place cannot be combined');
  if (inPlace === true) return 'in-place';
  if (toNew === true) return 'to-new';
  throw new Failure('usage', 'no target given: pass --to-new (a new PVC for each app) or --in-place');
}

function refuseOfOne(given: ManyFlags): void {
  const { repository, from, fromNamespace, watchBootstrap, keep, uid, gid } = given;
  const flags = {
    '--repository': repository,
    '--from': from,
    '--from-namespace': fromNamespace,
    '--watch-bootstrap': watchBootstrap,
    '--uid': uid,
    '--gid': gid,
    '--no-keep': keep === false ? true : undefined,
  };
  const [stray] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (stray === undefined) return;
  const [several] =
    Object.entries(ofSeveral).find(([name]) => given[name as keyof typeof ofSeveral] !== undefined) ?? [];
  const other = several === undefined ? 'several apps' : ofSeveral[several as keyof typeof ofSeveral];
  throw new Failure('usage', `${stray} and ${other} cannot be combined`);
}

function chosenBy(words: readonly string[], all: Readonly<Record<string, unknown>>, given: ManyFlags): Selection {
  if (words.length === 0 && given.all !== true) {
    throw new Failure('usage', 'no apps given', { hint: 'name some, or use --all for every app of the namespace' });
  }
  return selection(words, all, true);
}

function selectorOf(all: Readonly<Record<string, unknown>>, { apps }: Selection): SnapshotSelector {
  const selector = snapshotSelector(all) ?? { kind: 'latest' };
  if (selector.kind !== 'snapshot' || apps.length === 1) return selector;
  throw new Failure('usage', '--snapshot needs the one app that it is of', {
    hint: 'for several apps: --latest, --as-of TIME or --previous N',
  });
}

function unconfirmed(mode: ManyRequest['mode']): Failure {
  const what = mode === 'in-place' ? 'stops apps and changes their data' : 'makes a PVC for each app';
  return new Failure('refused', `This restore ${what}, and there is no terminal to confirm it.`, {
    hint: 'check with --dry-run, then pass --yes',
  });
}
