import { exitCodes } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { cat } from '../volume/read-file.ts';
import { cp, type CpRequest } from '../volume/copy-out.ts';
import type { VolumeOptions, VolumeTarget } from '../volume/options.ts';
import type { VolumePorts } from '../volume/ports.ts';
import { ls, type LsRequest } from '../volume/list-files.ts';
import { cpDocument, renderCp } from '../text/copy-out.ts';
import { pathText } from '../text/path-text.ts';
import { plainLine } from '../foreign-text.ts';
import { lsDocument, renderLs } from '../text/file-listing.ts';
import { entryDocument } from '../text/snapshot-files.ts';
import { styleFor } from './color.ts';
import type { GlobalOptions } from './options/global.ts';
import { type ListOptions, sortedItems } from './options/list-options.ts';
import type { HelperPodProgress } from './progress/helper-pod-progress.ts';
import type { Io } from './io.ts';
import { rememberFolder } from './recent-paths.ts';
import { present } from './output.ts';
import { withHelperPodProgress } from './with-helper-pod-progress.ts';

export type VolumeCommandOptions = GlobalOptions & { readonly inside: VolumeOptions };

/** Lists files, and returns the exit code. */
export async function showLs(
  io: Io,
  cluster: Cluster,
  request: LsRequest & { readonly isLong: boolean },
  options: VolumeCommandOptions & ListOptions,
): Promise<number> {
  const read = await openingVolume(io, cluster, options, (ports) => ls(request, options.inside, ports));
  const result = { ...read, entries: await sortedItems(read.entries, entryDocument, options) };
  if (!request.isRecursive)
    await rememberFolder(io, cluster, { ...request, folder: request.path, entries: read.entries });
  await present(io, options.output, {
    document: lsDocument(result),
    names: result.entries.map(({ path }) => pathText(path)),
    text: (isWide) => renderLs(result, request.isLong || isWide, options.hasHeaders),
  });
  if (result.unreadable.length > 0) warnOf(result.unreadable, io, options);
  return exitCodes[result.outcome];
}

/** Writes files to stdout, and returns the exit code. */
export async function showCat(
  io: Io,
  cluster: Cluster,
  request: { readonly target: VolumeTarget; readonly paths: readonly string[] },
  options: VolumeCommandOptions,
): Promise<number> {
  const write = (bytes: Uint8Array) => io.stdout.writeBytes(bytes);
  await openingVolume(io, cluster, options, (ports) => cat(request, options.inside, { ...ports, write }));
  return exitCodes.ok;
}

/** Copies files to this machine, and returns the exit code. */
export async function showCp(
  io: Io,
  cluster: Cluster,
  request: CpRequest,
  options: VolumeCommandOptions,
): Promise<number> {
  const local = await io.localFiles();
  const result = await openingVolume(io, cluster, options, (ports) => cp(request, options.inside, { ...ports, local }));
  await present(io, options.output, {
    document: cpDocument(result),
    names: result.copied.map(({ to }) => pathText(to)),
    text: () => renderCp(result, styleFor(io, io.stdout, options.color)),
  });
  return exitCodes[result.outcome];
}

/** Does work in an opened volume, and shows on stderr what is created and waited for. */
export function openingVolume<T>(
  io: Io,
  cluster: Cluster,
  { color }: GlobalOptions,
  work: (ports: VolumePorts, progress: HelperPodProgress) => Promise<T>,
): Promise<T> {
  return withHelperPodProgress(io, cluster, { color, what: 'looking inside' }, work);
}

function warnOf(unreadable: readonly string[], io: Io, { color }: GlobalOptions): void {
  const style = styleFor(io, io.stderr, color);
  io.stderr.write(`${style.warning('!')} these could not be read, so their content is missing:\n`);
  for (const words of unreadable.slice(0, 10)) io.stderr.write(`    ${plainLine(words)}\n`);
  if (unreadable.length > 10) io.stderr.write(`    and ${unreadable.length - 10} more\n`);
  io.stderr.write('  → read as another user: --uid UID\n');
}
