import { chownSync, cpSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import pMap from 'p-map';
import { createApp } from '../test/lab/app.ts';
import { appManifests, sourceManifest } from '../test/lab/app-manifests.ts';
import { appDefaults, type AppOptions } from '../test/lab/app-options.ts';
import { appRepository } from '../test/lab/app-repository.ts';
import { apply, kubectl } from '../test/lab/kubectl.ts';
import { ask } from '../test/lab/open-connection.ts';
import { paths } from '../test/lab/paths.ts';
import { toolPath } from '../test/lab/tools.ts';

/** So many namespaces, with so many apps in each. */
export interface Fleet {
  /** Of the namespaces' names; also the value of the label `bench` of each source. */
  readonly prefix: string;
  readonly namespaces: number;
  readonly apps: number;
}

/** At a time: the machine has to do the same work anyway. */
const parallel = 4;

/**
 * Makes paused apps that are backed up, each with a repository of its own on NFS: copies of one that VolSync has made,
 * with a snapshot of another id in each. Its key is cheap, as that of every repository of the lab.
 */
export async function makeVerifyFleet(fleet: Fleet): Promise<void> {
  const namespace = namespacesOf(fleet)[0] ?? '';
  const model = await createApp({ name: 'model', namespace, bootstrap: false });
  const { folder } = await appRepository({ app: model.name, namespace });
  await kubectl(['delete', 'replicationsource,deployment', model.name, '-n', namespace]);
  removeEmptyFolders(folder);
  await apply(namespacesOf(fleet).map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  await pMap(appsOf(fleet, model.password), (app) => makeApp(app, folder, fleet), { concurrency: parallel });
}

/** Removes them; the namespaces go by themselves. */
export async function removeVerifyFleet(fleet: Fleet): Promise<void> {
  await kubectl(['delete', 'namespace', ...namespacesOf(fleet), '--ignore-not-found', '--wait=false']);
  for (const name of readdirSync(paths.repositories)) {
    if (name.startsWith(`${fleet.prefix}-`)) rmSync(path.join(paths.repositories, name), { recursive: true });
  }
}

function namespacesOf({ prefix, namespaces }: Fleet): readonly string[] {
  return Array.from({ length: namespaces }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`);
}

function appsOf(fleet: Fleet, password: string): readonly AppOptions[] {
  return namespacesOf(fleet).flatMap((namespace) =>
    Array.from({ length: fleet.apps }, (_, index) => ({
      ...appDefaults(`app-${String(index).padStart(2, '0')}`, namespace),
      password,
      source: { paused: true },
    })),
  );
}

async function makeApp(app: AppOptions, model: string, { prefix }: Fleet): Promise<void> {
  const { name, namespace } = app;
  const snapshot = await copyRepository(app, model);
  const source = sourceManifest(app);
  const labels = { ...(source.metadata['labels'] as object), bench: prefix };
  await apply([
    ...appManifests(app).filter(({ kind }) => kind === 'Secret'),
    { ...source, metadata: { ...source.metadata, labels } },
  ]);
  const status = {
    lastSyncTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    latestMoverStatus: { result: 'Successful', logs: `snapshot ${snapshot} saved\nRestic completed in 1s` },
  };
  const url = `/apis/volsync.backube/v1alpha1/namespaces/${namespace}/replicationsources/${name}/status`;
  const contentType = 'application/merge-patch+json';
  const { status: code, body } = await ask(url, { method: 'PATCH', contentType, body: JSON.stringify({ status }) });
  if (code !== 200) throw new Error(`${url}: ${body}`);
}

/** Returns the short id of its snapshot. */
async function copyRepository({ namespace, name, password }: AppOptions, model: string): Promise<string> {
  const folder = path.join(paths.repositories, `${namespace}-${name}`);
  cpSync(model, folder, { recursive: true, preserveTimestamps: true });
  await execa(toolPath('restic'), ['-r', folder, '--no-cache', 'tag', '--set', `${namespace}-${name}`], {
    env: { RESTIC_PASSWORD: password },
  });
  const { uid, gid } = statSync(model);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(path.join(folder, entry), uid, gid);
  }
  chownSync(folder, uid, gid);
  const [snapshot = ''] = readdirSync(path.join(folder, 'snapshots'));
  return snapshot.slice(0, 8);
}

/** restic makes 256 folders for packs, most of which stay empty: a thousand copies would make the disk busy. */
function removeEmptyFolders(repository: string): void {
  const data = path.join(repository, 'data');
  for (const name of readdirSync(data)) {
    const folder = path.join(data, name);
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
}
