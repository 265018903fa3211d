import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { paths } from './paths.ts';
import { isRunning, mountsPart, start, waitFor } from './process.ts';

/*
 * The whole lab runs in one mount namespace of its own: volumes, overlays, network namespaces and everything else that is mounted there disappears with the last process of the
 * lab, whoever ended it and how, and the machine itself never sees any of it.
 */

/** Paths that containerd, CNI and the kubelet have built in; inside the namespace the lab has its own, empty at each start. */
export const privateFolders = ['/run/containerd', '/var/lib/cni', '/var/lib/kubelet', '/var/log/containers'] as const;

/** Whether a namespace is there to start parts in. */
export function hasMounts(): boolean {
  return isRunning(mountsPart);
}

/** Makes the mount namespace and keeps it open; nothing of an earlier lab may run any more. */
export async function startMounts(): Promise<void> {
  const ready = path.join(paths.run, 'mounts-ready');
  mkdirSync(paths.run, { recursive: true });
  rmSync(ready, { force: true });
  for (const folder of privateFolders) mkdirSync(folder, { recursive: true });
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
