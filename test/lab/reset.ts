import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { clearFaults } from './fault.ts';
import { forgetFlux } from './flux.ts';
import { getJson, kubectl, until } from './kubectl.ts';
import { withLock } from './lock.ts';
import { paths } from './paths.ts';
import { progress } from './progress.ts';
import { isApiReady } from './control-plane.ts';
import { volsync } from './volsync.ts';

/**
 * The label that tests put on cluster-wide objects (ClusterRoles, bindings, classes …) so that `reset` removes them.
 */
const testLabel = 'volsyncctl-lab=test';

/**
 * Empties the lab for the next test: faults off, and only the system's own namespaces, volumes and repositories left.
 */
export async function reset(): Promise<void> {
  await withLock(async () => {
    if (!(await isApiReady())) throw new Error('the lab is down: run "npm run lab -- up"');
    await progress.step('switch faults off', clearFaults);
    // First of all: it would restore deleted objects.
    await progress.step('Flux goes', forgetFlux);
    await progress.step('delete namespaces and what tests have left', deleteObjects);
    await progress.step('wait until volumes are gone', waitForVolumes);
    emptyRepositories();
    progress.note('the lab is empty');
  });
}

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system', volsync.namespace];
const content = [
  ...['replicationsources', 'replicationdestinations', 'deployments', 'statefulsets', 'daemonsets', 'cronjobs'],
  ...['jobs', 'pods', 'volumesnapshots', 'persistentvolumeclaims'],
].join(',');
const clusterWide = [
  ...['clusterroles', 'clusterrolebindings', 'storageclasses', 'volumesnapshotclasses'],
  ...['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
  ...['validatingadmissionpolicies', 'validatingadmissionpolicybindings', 'priorityclasses'],
].join(',');

async function deleteObjects(): Promise<void> {
  const namespaces = await testNamespaces();
  await Promise.all([
    namespaces.length === 0 ? undefined : kubectl(['delete', 'namespaces', ...namespaces, '--wait=false']),
    kubectl(['delete', clusterWide, '--selector', testLabel, '--timeout=60s']),
    // The namespace controller waits 5 s before it begins, and longer if something then takes time.
    ...['default', ...namespaces].map(deleteContent),
  ]);
  await until('the namespaces are gone', async () => (await testNamespaces()).length === 0, 120_000);
}

/** Deleted without a grace period. */
async function deleteContent(namespace: string): Promise<void> {
  const wait = namespace === 'default' ? '--timeout=60s' : '--wait=false';
  await kubectl(['delete', content, '--all', '--namespace', namespace, '--grace-period=1', wait, '--ignore-not-found']);
}

async function testNamespaces(): Promise<string[]> {
  const found = await names('namespaces');
  return found.filter((name) => !systemNamespaces.includes(name));
}

/**
 * Volumes and snapshots of a class with deletionPolicy Delete disappear by themselves; others were left by finished
 * tests on purpose.
 */
async function waitForVolumes(): Promise<void> {
  for (const kind of ['persistentvolumes', 'volumesnapshotcontents']) {
    if ((await names(kind)).length === 0) continue;
    await kubectl(['delete', kind, '--all', '--wait=false']);
    await until(`${kind} are gone`, async () => (await names(kind)).length === 0, 60_000);
  }
}

async function names(kind: string): Promise<string[]> {
  const list = await getJson<{ items: { metadata: { name: string } }[] }>([kind]);
  return list?.items.map(({ metadata }) => metadata.name) ?? [];
}

function emptyRepositories(): void {
  mkdirSync(paths.repositories, { recursive: true });
  for (const entry of readdirSync(paths.repositories)) {
    rmSync(path.join(paths.repositories, entry), { recursive: true, force: true });
  }
}
