import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './credentials.ts';
import { paths } from './paths.ts';
import { isRunning, mountsPart, start, waitFor } from './process.ts';

/*
 * The whole lab runs in one mount namespace of its own: volumes, overlays, network namespaces and everything else that is mounted there disappears with the last process of the
 * lab, whoever ended it and how, and the machine itself never sees any of it.
 */

/** Paths that mount, containerd, CNI and the kubelet have built in; inside the namespace the lab has its own, empty at each start. */
const privateFolders = ['/run/mount', '/run/containerd', '/var/lib/cni', '/var/lib/kubelet', '/var/log/containers'];

/** Whether a namespace is there to start parts in. */
export function hasMounts(): boolean {
  return isRunning(mountsPart);
}

/** Makes the mount namespace and keeps it open; nothing of an earlier lab may run any more. */
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
    // What is unmounted on the machine is unmounted here too (slave); nothing goes the other way.
    args: ['--mount', '--propagation', 'slave', '--', '/bin/sh', '-c', script],
    outside: true,
  });
  await waitFor(mountsPart, () => Promise.resolve(existsSync(ready)), 10_000);
}

/** Removes the mount points that the machine did not have before, as far as they are empty. */
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
