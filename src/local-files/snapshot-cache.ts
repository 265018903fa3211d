import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CachedSnapshot, SnapshotCache } from './local-files.ts';

/** Older ids may belong to pruned snapshots. */
const freshMs = 10 * 60_000;

interface CacheFile {
  readonly savedAt: number;
  readonly snapshots: readonly CachedSnapshot[];
}

/** The cache in the user's folder; without a folder nothing is kept. An unreadable cache counts as empty. */
export function openSnapshotCache(folder: string | undefined, now: () => Date): SnapshotCache {
  const fileOf = (key: readonly string[]) =>
    folder && path.join(folder, 'snapshots', `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}.json`);
  return {
    recall: async (key) => {
      const file = fileOf(key);
      return file === undefined ? [] : freshIn(await readFile(file, 'utf8').catch(() => ''), now());
    },
    remember: async (key, snapshots) => {
      const file = fileOf(key);
      const content: CacheFile = { savedAt: now().getTime(), snapshots };
      if (file !== undefined) await replaceFile(file, JSON.stringify(content)).catch(() => undefined);
    },
  };
}

/** Atomic: another run may read it at the same time. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(part, text, { mode: 0o600 });
  await rename(part, file);
}

function freshIn(text: string, now: Date): readonly CachedSnapshot[] {
  try {
    const { savedAt, snapshots } = JSON.parse(text) as CacheFile;
    const age = now.getTime() - savedAt;
    return age >= 0 && age < freshMs ? snapshots.filter(({ id }) => /^[0-9a-f]{8,64}$/.test(id)) : [];
  } catch {
    return [];
  }
}
