import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isApiReady } from './control-plane.ts';
import { writeWhole } from './credentials.ts';
import { isNodeReady } from './kubelet.ts';
import { hasMounts } from './mounts.ts';
import { paths } from './paths.ts';
import { isRunning, startedParts } from './process.ts';
import { isVolsyncReady } from './volsync.ts';

/**
 * Whether everything runs and answers: an `up` has completed, no part has ended since, and API, node and VolSync are
 * ready.
 */
export async function isUp(): Promise<boolean> {
  if (!existsSync(completeFile) || !hasMounts() || !startedParts().every(isRunning)) return false;
  if (!(await isApiReady())) return false;
  try {
    return (await Promise.all([isNodeReady(), isVolsyncReady()])).every(Boolean);
  } catch {
    return false; // the API server has just ended
  }
}

/** Records that an `up` has completed. */
export function markComplete(): void {
  writeWhole(completeFile, '');
}

/** Records that parts may be missing until `markComplete`. */
export function markIncomplete(): void {
  rmSync(completeFile, { force: true });
}

/** The active faults: each marker file with its content. */
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
