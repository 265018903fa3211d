import { createHash } from 'node:crypto';
import { appendFile, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunProgress } from './local-files.ts';

/** An interrupted run that nobody continues within a day is forgotten. */
const keptMs = 24 * 60 * 60_000;
/** More would not fit into the memory of the run that continues. */
const mostBytes = 64 * 1024 * 1024;

/** The progress of one command line, in a file that only this user can read; without a folder nothing is kept. */
export function openRunProgress(folder: string | undefined, key: readonly string[], now: () => Date): RunProgress {
  const name = `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}.jsonl`;
  const file = folder && path.join(folder, name);
  let bytes = 0;
  return {
    read: () => (file === undefined ? none() : linesOf(file)),
    append: async (lines) => {
      const text = lines.map((line) => `${line}\n`).join('');
      bytes += Buffer.byteLength(text);
      if (folder === undefined || file === undefined || bytes > mostBytes) return false;
      return succeeded(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Whole lines at the end of the file: whenever the run is killed, only the last one may be incomplete.
        await appendFile(file, text, { mode: 0o600 });
      });
    },
    remove: async () => {
      bytes = 0;
      if (folder === undefined || file === undefined) return;
      await succeeded(() => rm(file, { force: true }));
      await succeeded(() => removeOld(folder, now()));
    },
  };
}

async function* none(): AsyncGenerator<string, void, undefined> {
  // Nothing is kept.
}

/** The complete lines; none if the file cannot be read. */
async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return;
  try {
    yield* handle.readLines();
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function succeeded(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

async function removeOld(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = await stat(file);
    if (now.getTime() - mtimeMs > keptMs) await rm(file, { force: true });
  }
}
