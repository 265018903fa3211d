import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './credentials.ts';
import { paths } from './paths.ts';
import { isRunning, mountsPart, start, waitFor } from './process.ts';

/*
 * The whole lab runs in its own mount namespace: volumes, overlays, network namespaces and all other mounts disappear
 * with the last process of the lab, however it ended, and are never visible on the machine itself.
 */

/**
 * Paths that are built into mount, containerd, CNI and the kubelet; inside the namespace the lab has its own, empty at
 * each start.
 */
const privateFolders = ['/run/mount', '/run/containerd', '/var/lib/cni', '/var/lib/kubelet', '/var/log/containers'];

/** Whether a namespace exists to start parts in. */
export function hasMounts(): boolean {
  return isRunning(mountsPart);
}

/** Creates the mount namespace and keeps it open; no process of an earlier lab may be running. */
export async function startMounts(): Promise<void> {
  const ready = path.join(paths.run, 'mounts-ready');
  mkdirSync(paths.run, { recursive: true });
  rmSync(ready, { force: true });
  makePrivateFolders();
  const script = [
    'set -e',
    ...privateFolders.map((folder) => `mount -t tmpfs -o mode=755 volsyncctl-lab ${folder}`),
    `: >'${ready}'`,
    'exec sleep infinity',
  ].join('\n');
  await start({
    name: mountsPart,
    command: 'unshare',
    // An unmount on the machine propagates into it (slave); nothing propagates the other way.
    args: ['--mount', '--propagation', 'slave', '--', '/bin/sh', '-c', script],
    outside: true,
  });
  await waitFor(mountsPart, () => Promise.resolve(existsSync(ready)), 10_000);
}

/** Removes the mount points that did not exist on the machine before, if they are empty. */
export function removePrivateFolders(): void {
  for (const folder of madeFolders()) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

const madeFile = path.join(paths.state, 'made-folders.json');

function makePrivateFolders(): void {
  const missing = privateFolders.filter((folder) => !existsSync(folder));
  writeWhole(madeFile, JSON.stringify([...new Set([...madeFolders(), ...missing])]));
  for (const folder of missing) mkdirSync(folder, { recursive: true });
}

function madeFolders(): string[] {
  return existsSync(madeFile) ? (JSON.parse(readFileSync(madeFile, 'utf8')) as string[]) : [];
}
