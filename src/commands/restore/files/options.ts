import { InvalidArgumentError } from 'commander';
import { Failure } from '../../../errors.ts';
import type { AppKey } from '../../../cli/selection.ts';
import { pathsOfOneVolume } from '../../../cli/options/one-volume.ts';
import { ofSeveral } from '../many/several.ts';
import { isVolumePath, parseTargetPath } from '../../../cli/options/volume-path.ts';

/** The target: a new PVC, or with a path, files in an existing one. */
export interface RestoreTarget {
  readonly claim: string;
  readonly path: string | undefined;
}

/** Parses `pvc/NAME` and `pvc/NAME:PATH`. */
export function parseRestoreTarget(text: string): RestoreTarget {
  const colon = text.indexOf(':');
  if (colon < 0) return { claim: parseNewClaim(text), path: undefined };
  const path = parseTargetPath(text.slice(colon + 1));
  if (/\p{Cs}|\p{Cc}/u.test(path))
    throw new InvalidArgumentError('Expected pvc/NAME:PATH, a path of ordinary characters.');
  return { claim: parseNewClaim(text.slice(0, colon)), path };
}

/** Whether the arguments name files. */
export function areFiles(words: readonly string[]): boolean {
  return words.some(isVolumePath);
}

/** The app and paths in the arguments; an argument without a path among them is refused. */
export function filesOf(
  words: readonly string[],
  namespace: string | undefined,
): { readonly app: (defaultNamespace: string) => AppKey; readonly paths: readonly string[] } {
  const { first, paths } = pathsOfOneVolume(words, namespace);
  const { kind, name } = first;
  const app = (defaultNamespace: string): AppKey => ({
    ...{ namespace: first.namespace ?? defaultNamespace, name },
    ...(kind === 'claim' && { isClaim: true as const }),
  });
  return { app, paths };
}

const strangers = {
  inPlace: '--in-place',
  watchBootstrap: '--watch-bootstrap',
  repository: '--repository',
  from: '--from',
  fromNamespace: '--from-namespace',
  capacity: '--capacity',
  storageClass: '--storage-class',
  safety: '--safety',
  volumeSnapshotClass: '--volume-snapshot-class',
  enableFileDeletion: '--enable-file-deletion',
  keepExtraFiles: '--keep-extra-files',
  ignoreGitops: '--ignore-gitops',
  ...ofSeveral,
} as const;

/** Refuses flags that do not apply to restoring files. */
export function refuseStrangers(given: Readonly<Record<string, unknown>>): void {
  const { to, keep, compare } = given as { to?: RestoreTarget; keep?: boolean; compare?: boolean };
  const stray = [
    ...Object.entries(strangers).flatMap(([name, flag]) => (given[name] === undefined ? [] : [flag])),
    ...(keep === true ? ['--keep'] : []),
    ...(compare === false ? ['--no-compare'] : []),
  ];
  if (stray[0] !== undefined) {
    throw new Failure(
      'usage',
      `${stray[0]} cannot be combined with APP:PATH, which restores files into a volume in use`,
    );
  }
  if (to !== undefined && to.path === undefined) {
    throw new Failure('usage', `--to pvc/${to.claim} names a new PVC, and files are restored into one that exists`, {
      hint: `name a folder in it, such as --to pvc/${to.claim}:/`,
    });
  }
}

/** The reverse: flags for files without files. */
export function refuseFilesOnly(given: Readonly<Record<string, unknown>>): void {
  const { to, keep } = given as { to?: RestoreTarget; keep?: boolean };
  if (keep === false) throw new Failure('usage', '--no-keep is for APP:PATH only');
  if (to?.path === undefined) return;
  throw new Failure('usage', `--to pvc/${to.claim}:${to.path} is for APP:PATH only: a whole app needs a new PVC`, {
    hint: 'name files, such as web:/conf, or pass --to pvc/NEW',
  });
}

/** Parses `pvc/NAME`. */
function parseNewClaim(text: string): string {
  const name = /^(?:pvc|persistentvolumeclaims?)\/(?<name>[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)$/.exec(text)?.groups?.[
    'name'
  ];
  if (name === undefined) throw new InvalidArgumentError('Expected pvc/NAME, the name of the new PVC.');
  return name;
}
