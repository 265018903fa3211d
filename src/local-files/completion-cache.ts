import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CachedSnapshot, CompletionCache, RecentLists } from './local-files.ts';

/** Older IDs may belong to pruned snapshots, older paths to removed files. */
const freshMs = 10 * 60_000;

interface CacheFile {
  readonly savedAt: number;
  readonly values: readonly unknown[];
}

/** The cache in the user's folder; without a folder nothing is kept. An unreadable cache counts as empty. */
export function openCompletionCache(folder: string | undefined, now: () => Date): CompletionCache {
  return {
    snapshots: recentLists(folder && path.join(folder, 'snapshots'), isSnapshot, now),
    paths: recentLists(folder && path.join(folder, 'paths'), (value) => typeof value === 'string', now),
  };
}

/** One file per key, only for this user. Expired entries are removed when something else is remembered. */
function recentLists<T>(
  folder: string | undefined,
  isValue: (value: unknown) => value is T,
  now: () => Date,
): RecentLists<T> {
  const fileOf = (key: readonly string[]) =>
    folder && path.join(folder, `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}.json`);
  return {
    recall: async (key) => {
      const file = fileOf(key);
      if (file === undefined) return [];
      return freshIn(await readFile(file, 'utf8').catch(() => ''), now()).filter(isValue);
    },
    remember: async (key, values) => {
      const file = fileOf(key);
      if (folder === undefined || file === undefined) return;
      const content: CacheFile = { savedAt: now().getTime(), values };
      await replaceFile(file, JSON.stringify(content)).catch(() => undefined);
      await removeOld(folder, now()).catch(() => undefined);
    },
  };
}

function isSnapshot(value: unknown): value is CachedSnapshot {
  const { id, time } = (value ?? {}) as Partial<CachedSnapshot>;
  return typeof id === 'string' && /^[0-9a-f]{8,64}$/.test(id) && typeof time === 'string';
}

/** Atomic: another run may read it at the same time. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(part, text, { mode: 0o600 });
  await rename(part, file);
}

async function removeOld(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = await stat(file);
    if (now.getTime() - mtimeMs > freshMs) await rm(file, { force: true });
  }
}

function freshIn(text: string, now: Date): readonly unknown[] {
  try {
    const { savedAt, values } = JSON.parse(text) as CacheFile;
    const age = now.getTime() - savedAt;
    return age >= 0 && age < freshMs ? values : [];
  } catch {
    return [];
  }
}
