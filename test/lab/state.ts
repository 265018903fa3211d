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
  try {
    return (await Promise.all([isNodeReady(), isVolsyncReady()])).every(Boolean);
  } catch {
    return false; // the API server came to its end just now
  }
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
  const entries = readdirSync(paths.faults, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const value = readFileSync(file, 'utf8').trim();
      return value === 'ok' ? [] : [`${path.relative(paths.faults, file)} ${value}`.trim()];
    });
}

const completeFile = path.join(paths.run, 'complete');
