import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from './paths.ts';
import { identify, type ProcessIdentity } from './proc.ts';

/*
 * Everything the lab starts lives in one cgroup: its own parts in `…/parts`, the containers in `…/pods`. Children
 * inherit it and cannot leave it by accident, so all processes of the lab are found without pid files, even after
 * `kill -9` of any part, and no other process is ever taken for the lab's.
 */
const root = '/sys/fs/cgroup';
/**
 * With cgroup v1, these are enough to find processes and to exempt them from the caller's limits; cpuset would need
 * set-up first.
 */
const hierarchiesUsed = ['pids', 'memory', 'freezer', 'systemd', 'unified'];

/** The files to write a pid to, so that the process becomes one of the lab's parts; creates the groups. */
export function joinFiles(): string[] {
  return hierarchies(hierarchiesUsed).map((hierarchy) => {
    const group = path.join(hierarchy, paths.cgroup, 'parts');
    mkdirSync(group, { recursive: true });
    return path.join(group, 'cgroup.procs');
  });
}

/** For the kubelet: the group that contains the containers, the same in every hierarchy. */
export function podsCgroup(): string {
  return path.join(paths.cgroup, 'pods');
}

/**
 * Creates the group for containers in every hierarchy: the kubelet does not start if it is missing in one of them, or
 * (v2) lacks a controller.
 */
export function preparePodsCgroup(): void {
  for (const hierarchy of hierarchies()) {
    mkdirSync(path.join(hierarchy, podsCgroup()), { recursive: true });
    if (hierarchy !== root) continue;
    for (const parent of [root, path.join(root, paths.cgroup)]) passOnControllers(parent);
  }
}

/** All processes of the lab at this moment, containers included. */
export function labProcesses(): ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isInLab(entry))
    .flatMap((pid) => identify(Number(pid)) ?? []);
}

/** Removes the lab's groups from every hierarchy, once the kernel has released the processes that have just ended. */
export async function removeCgroups(): Promise<void> {
  const groups = hierarchies().map((hierarchy) => path.join(hierarchy, paths.cgroup));
  const deadline = Date.now() + 10_000;
  while (!groups.every(removeTree)) {
    if (Date.now() > deadline) throw new Error(`${paths.cgroup} is still in use in ${root}`);
    await sleep(50);
  }
}

function isInLab(pid: string): boolean {
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
    return groups.split('\n').some((line) => `${line.split(':').slice(2).join(':')}/`.startsWith(`${paths.cgroup}/`));
  } catch {
    return false;
  }
}

/** The mount points of all hierarchies: the root itself for v2, its sub-folders for v1. */
function hierarchies(names?: readonly string[]): string[] {
  if (existsSync(path.join(root, 'cgroup.procs'))) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (names === undefined || names.includes(entry.name)))
    .map((entry) => path.join(root, entry.name));
}

/** In v2, a group has the controllers that its parent delegates. */
function passOnControllers(parent: string): void {
  const controllers = readFileSync(path.join(parent, 'cgroup.controllers'), 'utf8').trim().split(' ');
  const wanted = controllers.map((name) => `+${name}`).join(' ');
  writeFileSync(path.join(parent, 'cgroup.subtree_control'), wanted);
}

/** Returns whether the group is gone. */
function removeTree(group: string): boolean {
  if (!existsSync(group)) return true;
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory() && !removeTree(path.join(group, entry.name))) return false;
  }
  try {
    rmdirSync(group);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    return false;
  }
}
