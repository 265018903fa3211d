import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { diskFailure, systemErrorCode } from './disk-failure.ts';
import type { CopySource, LocalTarget } from './local-files.ts';

/** The target of each source; see the port. */
export async function places(local: string, sources: readonly CopySource[]): Promise<readonly LocalTarget[]> {
  const typed = JSON.stringify(local);
  for (const { name } of sources) {
    if (['', '.', '..'].includes(name) || /[/\0]/.test(name))
      throw usage(`${JSON.stringify(name)} is not a valid file name`);
  }
  if (await isFolder(local)) return inFolder(local, sources);
  if (sources.length > 1)
    throw usage(`${typed} is not a folder, so only one source can be copied to it`, `mkdir -p ${typed}`);
  const mustBeFolder = /[/\\]$/.test(local);
  const path = resolve(local);
  const [folder, name] = [dirname(path), basename(path)];
  if (!(await isFolder(folder))) {
    throw usage(
      `there is no folder ${JSON.stringify(folder)} to put ${typed} into`,
      `mkdir -p ${JSON.stringify(folder)}`,
    );
  }
  const shown = mustBeFolder ? local.replace(/[/\\]+$/, '') : local;
  return sources.map((source) => ({ source, folder, name, shown, isInFolder: false, mustBeFolder }));
}

function inFolder(local: string, sources: readonly CopySource[]): readonly LocalTarget[] {
  const names = sources.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw usage(`two of the sources would both become ${JSON.stringify(twice)} in ${JSON.stringify(local)}`);
  }
  const folder = resolve(local);
  return sources.map((source) => {
    const shown = `${local.replace(/\/+$/, '')}/${source.name}`;
    return { source, folder, name: source.name, shown, isInFolder: true, mustBeFolder: false };
  });
}

/** Follows symbolic links: LOCAL was typed by the operator. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return false;
    throw diskFailure(error, path);
  }
}

function usage(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}
