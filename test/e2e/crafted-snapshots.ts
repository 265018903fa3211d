import path from 'node:path';
import { execa } from 'execa';
import { appUser } from '../lab/app-options.ts';
import { paths } from '../lab/paths.ts';
import { toolPath } from '../lab/tools.ts';

/** A snapshot of one small file that the tests add to a repository, as if something had backed it up. */
export interface CraftedSnapshot {
  readonly host: string;
  /** Absolute; VolSync backs up `/data`. */
  readonly path: string;
  /** In UTC: `2026-11-20 10:00:00`. */
  readonly time: string;
}

/** Adds a snapshot to the repository of an app, and returns its full id. */
export async function craftSnapshot(namespace: string, app: string, snapshot: CraftedSnapshot): Promise<string> {
  const repository = path.join(paths.repositories, `${namespace}-${app}`);
  const env = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: `password-of-${namespace}-${app}`, TZ: 'UTC' };
  const { host, path: file, time } = snapshot;
  const args = ['backup', '--no-cache', '--json', '--host', host, '--time', time, '--stdin', '--stdin-filename', file];
  const { stdout } = await execa(toolPath('restic'), args, { env, input: `${host} ${time}` });
  await execa('chown', ['-R', `${appUser}:${appUser}`, repository]);
  const summary = JSON.parse(stdout.split('\n').at(-1) ?? '') as { snapshot_id: string };
  return summary.snapshot_id;
}

/** Removes a snapshot without VolSync's knowledge. */
export async function forgetSnapshot(namespace: string, app: string, id: string): Promise<void> {
  const repository = path.join(paths.repositories, `${namespace}-${app}`);
  const env = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: `password-of-${namespace}-${app}` };
  await execa(toolPath('restic'), ['forget', '--no-cache', id], { env });
}
