import type { FileEntry } from '../files/file-entry.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { VolumeTarget } from '../volume/options.ts';
import type { Io } from './io.ts';

/** The maximum number of remembered names per folder. */
const maxNames = 1000;

/** The key of a folder's names in the completion cache; `folder` is absolute. */
export function folderKey(
  { server }: Pick<Cluster, 'server'>,
  target: VolumeTarget,
  folder: string,
): readonly string[] {
  const volume = target.kind === 'app' ? `app/${target.app}` : `pvc/${target.claim}`;
  return [server, target.namespace, volume, folder];
}

/**
 * Remembers the names in a folder that was just listed, for completion. Names that a shell would split, and names with
 * line breaks, are left out.
 */
export async function rememberFolder(
  { completionCache }: Pick<Io, 'completionCache'>,
  cluster: Pick<Cluster, 'server'>,
  { target, folder, entries }: { target: VolumeTarget; folder: string; entries: readonly FileEntry[] },
): Promise<void> {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  const names = entries
    .filter(({ path }) => path.startsWith(start))
    .map(({ path, type }) => `${path.slice(start.length)}${type === 'dir' ? '/' : ''}`)
    .filter((name) => simpleName.test(name));
  if (names.length === 0) return;
  const { paths } = await completionCache();
  await paths.remember(folderKey(cluster, target, folder), names.slice(0, maxNames));
}

const simpleName = /^[\p{L}\p{N}._@%+=,-][\p{L}\p{N}._@%+=,~-]*\/?$/u;
