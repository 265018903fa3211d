import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { joinFiles } from './cgroup.ts';
import { paths } from './paths.ts';
import { identify, isAlive, signal, type ProcessIdentity } from './proc.ts';

/** A long-running part of the lab. */
export interface Part {
  /** Names its log and its pid file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** In addition to the few variables that every part gets, whoever started the lab. */
  readonly env?: Readonly<Record<string, string>>;
  /** Outside the lab's mount namespace; only for the part that creates the namespace. */
  readonly outside?: boolean;
}

/** Where parts find the system's commands. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The record of a started part. */
interface StartedPart extends ProcessIdentity {
  readonly part: Part;
}

/** The part that holds the lab's mount namespace open; see mounts.ts. */
export const mountsPart = 'mounts';

/**
 * Starts a part in the background, where it survives this process; does nothing if it already runs with the same
 * command, and restarts it if the command differs. Its output goes to its log. A started part need not be ready: see
 * `waitFor`.
 */
export async function start(part: Part): Promise<void> {
  const record = readRecord(part.name);
  if (record !== undefined && isAlive(record)) {
    if (JSON.stringify(record.part) === JSON.stringify(part)) return;
    await stop(part.name);
  }
  mkdirSync(paths.pids, { recursive: true });
  mkdirSync(paths.logs, { recursive: true });
  const pid = spawnDetached(part);
  const identity = identify(pid);
  if (identity === undefined) throw new Error(`${part.name} ended at once; its log: ${logFile(part.name)}`);
  const file = pidFile(part.name);
  writeFileSync(`${file}.new`, JSON.stringify({ ...identity, part }));
  renameSync(`${file}.new`, file);
}

/** Whether the part runs: the process that was started, not a zombie or another process with its number. */
export function isRunning(name: string): boolean {
  return runningPid(name) !== undefined;
}

/** The process number of a running part. */
export function runningPid(name: string): number | undefined {
  const record = readRecord(name);
  return record !== undefined && isAlive(record) ? record.pid : undefined;
}

/** Ends a part with SIGTERM, and with SIGKILL after `graceMs`, and returns when it is gone. */
export async function stop(name: string, graceMs = 10_000): Promise<void> {
  const record = readRecord(name);
  if (record !== undefined) await end(record, graceMs);
  rmSync(pidFile(name), { force: true });
}

/** The names of all parts that were started, running or not. */
export function startedParts(): string[] {
  if (!existsSync(paths.pids)) return [];
  return readdirSync(paths.pids)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The log file of a part. */
export function logFile(name: string): string {
  return path.join(paths.logs, `${name}.log`);
}

/** The last lines of a part's log. */
function logTail(name: string, lines = 8): string {
  if (!existsSync(logFile(name))) return '';
  return readFileSync(logFile(name), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Returns as soon as `isReady` holds; fails if the part ends before that, or after `timeoutMs`, with the last lines of
 * its log.
 */
export async function waitFor(name: string, isReady: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (!isRunning(name)) throw new Error(`${name} has ended; ${logFile(name)} says:\n${logTail(name)}`);
    if (Date.now() > deadline)
      throw new Error(`${name} is not ready after ${timeoutMs / 1000} s; ${logFile(name)} says:\n${logTail(name)}`);
    await sleep(100);
  }
}

/** Ends one process of the lab and returns when it is gone. */
async function end(target: ProcessIdentity, graceMs: number): Promise<void> {
  signal(target, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (isAlive(target)) {
    if (Date.now() > deadline) signal(target, 'SIGKILL');
    await sleep(20);
  }
}

/** The command with the prefix that runs it in the lab's mount namespace; for one-off commands as well. */
export function inLabMounts(command: string, args: readonly string[]): [string, ...string[]] {
  const pid = runningPid(mountsPart);
  if (pid === undefined) throw new Error('the lab is down: run "npm run lab -- up"');
  return ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--', command, ...args];
}

/**
 * Joins the lab's cgroup before anything else, so that no child escapes; then executes the command under the same pid.
 */
const joinAndBecome = 'for file in $LAB_JOIN; do echo $$ >"$file" || exit 125; done; unset LAB_JOIN; exec "$@"';

function spawnDetached(part: Part): number {
  const command = part.outside === true ? [part.command, ...part.args] : inLabMounts(part.command, part.args);
  const log = openSync(logFile(part.name), 'a');
  try {
    const child = spawn('/bin/sh', ['-c', joinAndBecome, part.name, ...command], {
      cwd: '/',
      detached: true,
      env: { PATH: systemPath, HOME: '/root', ...part.env, LAB_JOIN: joinFiles().join(' ') },
      stdio: ['ignore', log, log],
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`${part.name} could not be started: is there a /bin/sh?`);
    return child.pid;
  } finally {
    closeSync(log);
  }
}

function pidFile(name: string): string {
  return path.join(paths.pids, `${name}.json`);
}

function readRecord(name: string): StartedPart | undefined {
  try {
    return JSON.parse(readFileSync(pidFile(name), 'utf8')) as StartedPart;
  } catch {
    return undefined; // never started, or killed while writing: the cgroup still finds the process
  }
}
