import { Failure } from '../../errors.ts';
import type { MountedVolume } from '../../volsync/probe-job.ts';
import { moverMountRoot } from '../../volsync/repository-source.ts';
import type { SafetyNet } from '../../volsync/restore-journal.ts';
import type { RestoreTarget } from './files/options.ts';
import type { RestoreViewOptions } from './to/run.ts';

/** The flags of `restore`, as parsed by commander. */
export interface RestoreFlags {
  readonly to?: RestoreTarget;
  readonly inPlace?: true;
  readonly repository?: string;
  readonly from?: readonly string[];
  readonly fromNamespace?: string;
  readonly watchBootstrap?: true;
  readonly capacity?: string;
  readonly storageClass?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly dryRun?: true;
  /** False: `--no-keep`, for files. */
  readonly keep?: boolean;
  readonly safety?: SafetyNet['kind'];
  readonly volumeSnapshotClass?: string;
  readonly yes?: true;
  readonly ignoreGitops?: true;
  readonly compare: boolean;
  readonly timeout?: number;
  readonly repositoryVolume?: MountedVolume;
}

/** Which kind of restore is requested; `ask`: a prompt asks. */
export function modeOf(
  { to, inPlace, repository, watchBootstrap }: Pick<RestoreFlags, 'inPlace' | 'repository' | 'to' | 'watchBootstrap'>,
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

/** Refuses a flag of the other kind of restore. Several new PVCs are confirmed, so `--yes` is also for them. */
export function refuseOfOthers(
  given: Readonly<Record<string, unknown>>,
  mode: RestoreViewOptions['mode'] | 'to-new',
): void {
  if (mode === 'ask') return;
  const others = mode === 'in-place' ? ofNewClaim : ofInPlace;
  const stray = Object.entries(others).find(
    ([name]) => given[name] !== undefined && !(mode === 'to-new' && name === 'yes'),
  );
  if (stray !== undefined) {
    throw new Failure('usage', `${stray[1]} is for ${mode === 'in-place' ? '--to' : '--in-place'} only`);
  }
}

/** Refuses a flag that does not apply to this mode. */
export function refuseStray(given: Readonly<Record<string, unknown>>, mode: RestoreViewOptions['mode']): void {
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
