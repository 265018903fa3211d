import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isApiReady } from './control-plane.ts';
import { writeWhole } from './credentials.ts';
import { isNodeReady } from './kubelet.ts';
import { hasMounts } from './mounts.ts';
import { paths } from './paths.ts';
import { isRunning, startedParts } from './process.ts';
import { isVolsyncReady } from './volsync.ts';

/** Whether everything runs and answers: an `up` has come to its end, no part has ended since, and API, node and VolSync are ready. */
export async function isUp(): Promise<boolean> {
  if (!existsSync(completeFile) || !hasMounts() || !startedParts().every(isRunning)) return false;
  if (!(await isApiReady())) return false;
  return (await Promise.all([isNodeReady(), isVolsyncReady()])).every(Boolean);
}

/** Says that an `up` has come to its end. */
export function markComplete(): void {
  writeWhole(completeFile, '');
}

/** Says that parts may be missing, from here on until `markComplete`. */
export function markIncomplete(): void {
  rmSync(completeFile, { force: true });
}

/** The faults that are switched on: each marker file with what is in it. */
export function markedFaults(): string[] {
  if (!existsSync(paths.faults)) return [];
  return readdirSync(paths.faults).flatMap((name) => {
    const value = readFileSync(path.join(paths.faults, name), 'utf8').trim();
    return value === 'ok' ? [] : [value === '' ? name : `${name}: ${value}`];
  });
}

const completeFile = path.join(paths.run, 'complete');
