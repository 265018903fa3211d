import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../../errors.ts';
import type { InPlaceOptions } from './operation/plan.ts';
import type { SafetyNet } from '../../../volsync/restore-journal.ts';
import { addRepositoryOptions, repositoryOptions } from '../../../cli/options/repository-options.ts';
import { parseObjectName } from '../../../cli/object-names.ts';

const defaultTimeoutMs = 60 * 60_000;
/** For reading the repository once. */
const lookMs = 2 * 60_000;

const safeties = ['snapshot', 'backup', 'none'] as const;

/** Declares the common flags of an in-place restore, of resume and of abort. */
export function addInPlaceOptions(command: Command): Command {
  return addRepositoryOptions(command, { timeout: '1h', timeoutFor: 'the mover, and for the app to stop and start' })
    .option('--volume-snapshot-class <name>', 'class of the safety net', parseObjectName)
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be done, and change nothing');
}

/** Those flags from commander's parsed options. */
export function inPlaceOptions(options: Readonly<Record<string, unknown>>): InPlaceOptions {
  const { volumeSnapshotClass, timeout } = options as { volumeSnapshotClass?: string; timeout?: number };
  const { timeouts, ...overrides } = repositoryOptions({ ...options, timeout: undefined }, lookMs);
  return { ...overrides, timeouts, volumeSnapshotClass, timeoutMs: timeout ?? defaultTimeoutMs };
}

/** Parses `--safety`. */
export function parseSafety(text: string): SafetyNet['kind'] {
  const found = safeties.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`Expected one of ${safeties.join(', ')}.`);
  return found;
}

/** An in-place restore always compares every file: a flag against it would be ignored. */
export function refuseNoCompare(isCompared: boolean): void {
  if (isCompared) return;
  throw new Failure('usage', '--no-compare cannot be combined with --in-place, which always compares every file', {
    hint: 'omit --no-compare, or restore into a new PVC: --to pvc/NEW --no-compare',
  });
}

/** `--enable-file-deletion` and `--keep-extra-files`; undefined if neither was set. */
export function extraFilesOption(options: Readonly<Record<string, unknown>>): boolean | undefined {
  const { enableFileDeletion, keepExtraFiles } = options as { enableFileDeletion?: true; keepExtraFiles?: true };
  if (enableFileDeletion === true && keepExtraFiles === true) {
    throw new Failure('usage', '--enable-file-deletion and --keep-extra-files cannot be combined', {
      hint: 'the first deletes files that are not in the snapshot, the second keeps them',
    });
  }
  if (enableFileDeletion === true) return true;
  return keepExtraFiles === true ? false : undefined;
}
