import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { labProcesses, removeCgroups } from './cgroup.ts';
import { withLock } from './lock.ts';
import { restoreMachineSettings } from './machine-settings.ts';
import { removePrivateFolders } from './mounts.ts';
import { removeNetwork } from './network.ts';
import { paths } from './paths.ts';
import { signal } from './proc.ts';
import { stop } from './process.ts';
import { progress } from './progress.ts';

/**
 * Ends the lab and removes everything it created on this machine except for the cache, in any state, even if it is
 * down.
 */
export async function down(): Promise<void> {
  await withLock(async () => {
    const count = await progress.step('end all processes', endEverything);
    await progress.step('remove mounts, network, cgroups and files', async () => {
      await detachDisks();
      await removeNetwork();
      await removeCgroups();
      restoreMachineSettings();
      removePrivateFolders();
      await forgetState();
    });
    progress.note(count === 0 ? 'the lab was not running; nothing is left of it' : 'the lab is down');
  });
}

/** Ends every process of the lab, containers included, and returns how many there were. */
export async function endEverything(): Promise<number> {
  const ended = new Set<number>();
  // These two would restart others.
  for (const name of ['kubelet', 'containerd']) await stop(name, 0);
  const deadline = Date.now() + 30_000;
  for (let left = labProcesses(); left.length > 0; left = labProcesses()) {
    if (Date.now() > deadline)
      throw new Error(`these processes cannot be ended: ${left.map(({ pid }) => pid).join(', ')}`);
    for (const one of left) {
      ended.add(one.pid);
      signal(one, 'SIGKILL');
    }
    await sleep(50);
  }
  return ended.size;
}

/** Removes the cluster's files, sockets and pid files; only while nothing of the lab runs. */
export async function forgetState(): Promise<void> {
  await unmountLeftovers();
  for (const folder of [paths.run, paths.state]) rmSync(folder, { recursive: true, force: true });
}

/**
 * The lab's mounts are in a namespace that disappears with its processes; manual mounts there must not be emptied by
 * the removal that follows.
 */
async function unmountLeftovers(): Promise<void> {
  for (const target of mountsBelow([paths.state, paths.run])) await execa('umount', ['--lazy', target]);
  const left = mountsBelow([paths.state, paths.run]);
  if (left.length > 0) throw new Error(`still mounted: ${left.join(', ')}`);
}

function mountsBelow(folders: readonly string[]): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .filter((target) => folders.some((folder) => target === folder || target.startsWith(`${folder}/`)))
    .reverse();
}

/** Detaches loop devices over files of the lab that have outlived their mount. */
async function detachDisks(): Promise<void> {
  const { stdout, failed } = await execa('losetup', ['--json', '--list'], { reject: false });
  if (failed || stdout === '') return;
  const { loopdevices } = JSON.parse(stdout) as { loopdevices: { name: string; 'back-file': string }[] };
  for (const device of loopdevices) {
    const isOurs = device['back-file'].startsWith(path.join(paths.state, '/'));
    if (isOurs) await execa('losetup', ['--detach', device.name], { reject: false });
  }
}
