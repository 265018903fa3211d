import path from 'node:path';
import { execa } from 'execa';
import { paths } from '../lab/paths.ts';
import { toolPath } from '../lab/tools.ts';

/** A snapshot as restic lists it. */
export interface RepositorySnapshot {
  readonly id: string;
  readonly short_id: string;
  readonly time: string;
  readonly hostname: string;
  readonly paths: readonly string[];
}

/** The real content of an app's repository, newest last, read without VolSync and volsyncctl. */
export async function snapshotsOf(namespace: string, name: string): Promise<readonly RepositorySnapshot[]> {
  return JSON.parse(await restic(namespace, name, 'snapshots', '--json')) as readonly RepositorySnapshot[];
}

/** The content of one file of a snapshot, by its path within the volume; without the line end. */
export async function fileIn(namespace: string, name: string, snapshot: string, file: string): Promise<string> {
  return restic(namespace, name, 'dump', snapshot, `/${file}`);
}

/** Removes a snapshot with restic, without VolSync's knowledge. */
export async function forgetSnapshot(namespace: string, name: string, id: string): Promise<void> {
  await execa(toolPath('restic'), ['--no-cache', 'forget', id], { env: environment(namespace, name) });
}

async function restic(namespace: string, name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execa(toolPath('restic'), ['--no-lock', '--no-cache', ...args], {
    env: environment(namespace, name),
  });
  return stdout;
}

function environment(namespace: string, name: string) {
  return {
    RESTIC_REPOSITORY: path.join(paths.repositories, `${namespace}-${name}`),
    RESTIC_PASSWORD: `password-of-${namespace}-${name}`,
  };
}
