import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from './paths.ts';
import { identify, isAlive, type ProcessIdentity } from './proc.ts';
import { progress } from './progress.ts';

/**
 * Does work that changes the lab while no other process does; waits for another process, and takes the lock over from a
 * killed one.
 */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  let announced = false;
  while (!tryLock()) {
    if (!announced) progress.note(`waiting for another lab command (process ${holder()?.pid ?? 'unknown'})`);
    announced = true;
    await sleep(200);
  }
  const release = (): void => rmSync(paths.lock, { force: true });
  process.once('exit', release); // also on Ctrl-C, see cli.ts
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function tryLock(): boolean {
  const current = holder();
  if (current !== undefined && isAlive(current)) return false;
  if (current !== undefined) rmSync(paths.lock, { force: true });
  const own = `${paths.lock}.${process.pid}`;
  mkdirSync(path.dirname(own), { recursive: true });
  try {
    writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    linkSync(own, paths.lock); // atomically
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holder(): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(paths.lock, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
