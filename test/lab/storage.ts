import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { nodeName } from './credentials.ts';
import { apply, getJson, kubectl, until } from './kubectl.ts';
import { paths, shortEnough } from './paths.ts';
import { type Part, runningPid, start, stop, waitFor } from './process.ts';
import { sources, toolPath } from './tools.ts';

/** The folder in which a file named for a CSI call makes this call fail or wait; see csi-driver/faults.go. */
export const csiFaults = path.join(paths.state, 'csi-faults');

/** Starts the storage driver with the sidecars and creates the classes; returns when the node can mount volumes. */
export async function startStorage(): Promise<void> {
  await applySnapshotCrds();
  await apply(readManifest('storage.yaml'));
  await kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...snapshotCrds.map((name) => `crd/${name}`)]);
  await apply(readManifest('snapshot-class.yaml'));
  const driver = driverPart(toolPath('csi-driver'));
  await startDriver(driver);
  await Promise.all(sidecars().map(start));
  await until('the node knows the storage driver', isRegistered);
}

const driverName = 'csi-driver';
const socket = shortEnough(path.join(paths.run, 'csi.sock'));
const snapshotCrds = ['volumesnapshots', 'volumesnapshotcontents', 'volumesnapshotclasses'].map(
  (plural) => `${plural}.snapshot.storage.k8s.io`,
);

/** The sidecars and VolSync's manager look for these at start-up. Without group snapshots, which nothing here uses. */
async function applySnapshotCrds(): Promise<void> {
  const folder = path.join(await sources.snapshotCrds(), 'config', 'crd');
  const files = snapshotCrds.map((name) => {
    const [plural = '', ...group] = name.split('.');
    return readFileSync(path.join(folder, `${group.join('.')}_${plural}.yaml`), 'utf8');
  });
  await apply(files.join('\n---\n'));
}

function readManifest(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'manifests', name), 'utf8');
}

/** A sidecar that has lost its driver looks alive and ends at its next call: a new driver gets new ones. */
async function startDriver(driver: Part): Promise<void> {
  const before = runningPid(driverName);
  mkdirSync(paths.volumes, { recursive: true });
  mkdirSync(csiFaults, { recursive: true });
  if (before === undefined) rmSync(socket, { force: true });
  await start(driver);
  if (runningPid(driverName) !== before) await Promise.all(sidecars().map(({ name }) => stop(name)));
  await waitFor(driverName, () => Promise.resolve(existsSync(socket)), 10_000);
}

function driverPart(command: string): Part {
  const registry = path.join(paths.kubelet, 'plugins_registry');
  mkdirSync(registry, { recursive: true });
  const args = [
    `--socket=${socket}`,
    `--registry=${registry}`,
    `--data=${paths.volumes}`,
    `--faults=${csiFaults}`,
    `--node=${nodeName}`,
  ];
  return { name: driverName, command, args };
}

/** Without a limit on the retry interval, the wait after a failure grows to five minutes. */
function sidecars(): Part[] {
  const client = [`--kubeconfig=${paths.kubeconfig}`, '--kube-api-qps=50', '--kube-api-burst=100'];
  const driver = [...client, `--csi-address=${socket}`, '--timeout=60s', '--retry-interval-max=10s'];
  const noGroups = '--feature-gates=CSIVolumeGroupSnapshot=false';
  const parts = [
    { name: 'snapshot-controller', args: [...client, '--retry-interval-max=10s', noGroups] },
    { name: 'csi-snapshotter', args: [...driver, '--extra-create-metadata', noGroups] },
    { name: 'csi-provisioner', args: [...driver, '--extra-create-metadata'] },
    { name: 'csi-resizer', args: driver },
  ] as const;
  return parts.map(({ name, args }) => ({ name, command: toolPath(name), args }));
}

async function isRegistered(): Promise<boolean> {
  const node = await getJson<{ spec: { drivers?: { name: string }[] } }>(['csinode', nodeName]);
  return node?.spec.drivers?.some(({ name }) => name === 'csi.lab.volsyncctl.dev') ?? false;
}
