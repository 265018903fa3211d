import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import pMap from 'p-map';
import { createApp } from '../test/lab/app.ts';
import { appRepository } from '../test/lab/app-repository.ts';
import { appManifests, sourceManifest } from '../test/lab/app-manifests.ts';
import { appDefaults, type AppOptions } from '../test/lab/app-options.ts';
import { apply, kubectl, patch } from '../test/lab/kubectl.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';

/** At a time: the machine has to do the same work anyway. */
const parallel = 4;

/**
 * Makes apps that are backed up, each with a repository of its own on NFS: one that VolSync has really made, copied, with a
 * snapshot of another id in each. VolSync leaves them alone: they are paused, and their volumes do not exist.
 */
export async function makeVerifyApps(namespace: string, names: readonly string[]): Promise<void> {
  const model = await createApp({ name: 'model', namespace, bootstrap: false });
  const { folder } = await appRepository({ app: model.name, namespace });
  const apps = names.map((name): AppOptions => ({
    ...appDefaults(name, namespace),
    password: model.password,
    source: { paused: true },
  }));
  await kubectl(['delete', 'replicationsource', model.name, '-n', namespace]);
  await apply(
    apps.flatMap((app) => [...appManifests(app).filter(({ kind }) => kind === 'Secret'), sourceManifest(app)]),
  );
  await pMap(apps, (app) => backUp(app, folder), { concurrency: parallel });
}

/** Removes them; the namespace goes by itself. */
export async function removeVerifyApps(namespace: string, names: readonly string[]): Promise<void> {
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  for (const name of [...names, 'model']) rmSync(folderOf(namespace, name), { recursive: true, force: true });
}

async function backUp({ namespace, name, password }: AppOptions, model: string): Promise<void> {
  const folder = folderOf(namespace, name);
  cpSync(model, folder, { recursive: true, preserveTimestamps: true });
  const restic = (...args: string[]) =>
    execa(toolPath('restic'), ['-r', folder, '--no-cache', ...args], { env: { RESTIC_PASSWORD: password } });
  await restic('tag', '--set', name);
  await execa('chown', ['--recursive', `--reference=${model}`, folder]);
  const [snapshot] = JSON.parse((await restic('snapshots', '--json', '--no-lock')).stdout) as { short_id: string }[];
  if (snapshot === undefined) throw new Error(`${folder} has no snapshot`);
  const logs = `snapshot ${snapshot.short_id} saved\nRestic completed in 1s`;
  const status = {
    lastSyncTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    lastSyncDuration: '9.1s',
    latestMoverStatus: { result: 'Successful', logs },
  };
  await patch(['replicationsource', name, '-n', namespace], { status }, ['--subresource=status']);
}

function folderOf(namespace: string, name: string): string {
  return path.join(paths.repositories, `${namespace}-${name}`);
}
