import { mkdirSync, statfsSync } from 'node:fs';
import os from 'node:os';
import { execa } from 'execa';
import { unbuilt } from './build.ts';
import { hasCommand, missingPackages } from './packages.ts';
import { paths } from './paths.ts';
import { tools } from './tools.ts';

const gibibyte = 1024 ** 3;
/** Go's own caches need several times the size of the built binaries. */
const diskToBuildBytes = 10 * gibibyte;
const diskToRunBytes = 2 * gibibyte;
const neededMemoryBytes = 3 * gibibyte;

/**
 * What this machine lacks for the lab, in one line, or undefined if nothing is missing that the lab could not install
 * itself.
 */
export async function missingForLab(): Promise<string | undefined> {
  const wrong = wrongMachine();
  if (wrong !== undefined) return wrong;
  const missing = [await missingGo(), await missingSystemParts(), lackOfRoom()].filter((text) => text !== undefined);
  return missing.length === 0 ? undefined : missing.join('; ');
}

/** The lab cannot run on this machine; the message says in one line what is missing and what to do instead. */
export class LabImpossible extends Error {
  constructor(missing: string) {
    super(`The lab cannot run here: ${missing}. To use volsyncctl on your own cluster, see "Install" in README.md.`);
  }
}

/** What no installation can change: whether this is Linux, and the user is root. */
export function wrongMachine(): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`;
  return process.getuid?.() === 0 ? undefined : 'it needs root (containers, mounts, a network bridge)';
}

async function missingGo(): Promise<string | undefined> {
  const { stdout, failed } = await execa('go', ['env', 'GOVERSION'], { reject: false });
  if (failed) return 'Go is not installed (https://go.dev/dl)';
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  // From 1.21 on, Go downloads the toolchain that a go.mod requires, unless that is disabled.
  return minor >= 21 ? undefined : `${stdout} is too old, Go 1.21 or newer is needed`;
}

async function missingSystemParts(): Promise<string | undefined> {
  const packages = await missingPackages();
  if (packages.length === 0 || (await hasCommand('apt-get'))) return undefined;
  return `without apt-get these have to be installed first: ${packages.join(', ')}`;
}

function lackOfRoom(): string | undefined {
  mkdirSync(paths.cache, { recursive: true });
  const { bavail, bsize } = statfsSync(paths.cache);
  const isBuilt = unbuilt(Object.values(tools)).length === 0;
  const needed = isBuilt ? diskToRunBytes : diskToBuildBytes;
  if (bavail * bsize < needed) return `${paths.cache} needs ${needed / gibibyte} GiB of free disk`;
  return os.totalmem() < neededMemoryBytes ? 'it needs 3 GiB of memory' : undefined;
}
