import type { OpenedVolume } from '../../volume/opened-volume.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { copyOut, copySource } from '../../volume/copy-out.ts';
import { IdleLimit } from './operation/idle-limit.ts';
import { withOpenedVolume } from '../../volume/with-opened-volume.ts';
import type { DataOrigin, VolumeTarget } from '../../volume/options.ts';
import type { FileEntry } from '../../files/file-entry.ts';
import { dataSourceText, targetText } from '../../text/volume.ts';
import { sizeText } from '../../text/size.ts';
import type { ProgramRequest } from './operation/run-command.ts';
import { connected, showProgram } from './run.ts';
import { browseFiles } from './browser/browse-files.ts';
import type { BrowsedFiles, BrowserTerminal } from '../../cli/browsed-files.ts';
import { styleFor } from '../../cli/color.ts';
import { openingVolume, type VolumeCommandOptions } from '../../cli/open-volume.ts';
import type { Io } from '../../cli/io.ts';
import { rememberFolder } from '../../cli/recent-paths.ts';
import { askForApp } from '../../cli/ask-for-app.ts';
import { chooseOne } from '../../cli/choose.ts';
import { snapshotChoices } from '../../cli/snapshot-choices.ts';
import { targetChoices } from './browser/choices.ts';

export interface BrowseRequest {
  /** Undefined if it has to be asked for. */
  readonly target: VolumeTarget | undefined;
  readonly folder: string;
  readonly idleMs: number;
  /** Whether a flag selects the target. */
  readonly hasPlace: boolean;
}

/** Asks for the volume, runs a shell or a command in it, and returns the exit code. */
export async function showChosenProgram(
  io: Io,
  cluster: Cluster,
  request: ProgramRequest,
  options: VolumeCommandOptions,
): Promise<number> {
  const target = await chosenTarget(cluster, options.namespace, terminalOf(io, options), io.signal);
  return showProgram(io, cluster, { ...request, target }, options);
}

/** Asks for what is missing, opens the volume, lets the operator browse its files, and returns the exit code. */
export async function showBrowser(
  io: Io,
  cluster: Cluster,
  { hasPlace, folder, idleMs, ...request }: BrowseRequest,
  options: VolumeCommandOptions,
): Promise<number> {
  const terminal = terminalOf(io, options);
  const target = request.target ?? (await chosenTarget(cluster, options.namespace, terminal, io.signal));
  const origin = hasPlace ? options.inside.origin : await chosenDataSource(target, terminal, io.signal);
  const inside = { ...options.inside, origin, beginsAtRoot: folder === '/' };
  return openingVolume(io, cluster, options, (ports, progress) => {
    const idle = new IdleLimit(idleMs, ports);
    return withOpenedVolume(target, inside, ports, async (opened) => {
      progress.close();
      idle.hear();
      const title = `${targetText(target)} · ${dataSourceText(origin.kind, opened.snapshot)}`;
      const files = browsed(opened, {
        io,
        cluster,
        target,
        idleMs,
        title,
        start: folder,
        onActivity: () => idle.hear(),
      });
      await browseFiles(files, terminal, AbortSignal.any([io.signal, idle.signal]));
      return 0;
    }).finally(() => idle.close());
  });
}

function terminalOf(io: Io, { color }: VolumeCommandOptions) {
  return { ...io, now: () => io.now(), style: styleFor(io, io.stderr, color) };
}

interface Around extends Pick<BrowsedFiles, 'title' | 'start' | 'onActivity'> {
  readonly io: Io;
  readonly cluster: Cluster;
  readonly target: VolumeTarget;
  readonly idleMs: number;
}

/** What is open, as the browser asks for it. */
function browsed(inside: OpenedVolume, { io, cluster, target, idleMs, ...shown }: Around): BrowsedFiles {
  const { files } = inside;
  return {
    ...shown,
    list: async (folder, signal, report) => {
      const entries = await listed(inside, folder, { signal, report });
      await rememberFolder(io, cluster, { target, folder, entries });
      return entries;
    },
    read: (path, limitBytes, signal) => beginningOf(files.read(path), limitBytes, signal),
    download: async (path, signal, report) => {
      const local = await io.localFiles();
      const [place] = await local.places('.', [copySource(path, target)]);
      if (place === undefined) throw new Error('a path has no place');
      const now = () => io.now();
      const copied = await copyOut(
        inside,
        { path, target: place, isForced: false },
        {
          local,
          signal,
          now,
          report: (event) => {
            if (event.type === 'received') report(sizeText(event.bytes));
          },
        },
      );
      const left = copied.refused.count === 0 ? '' : `, ${copied.refused.count} refused: the copy is incomplete`;
      return `saved ${copied.to}: ${sizeText(copied.bytes)}${left}`;
    },
    shell: async (folder) => {
      await connected(io, inside, { words: undefined, folder, idleMs });
    },
  };
}

/** Enough to fill any screen; shown before the others have arrived. */
const firstEntries = 500;

async function listed(
  { files }: OpenedVolume,
  folder: string,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (first: readonly FileEntry[]) => void },
): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const entry of files.list(folder, false, () => undefined)) {
    signal.throwIfAborted();
    entries.push(entry);
    if (entries.length === firstEntries) report([...entries]);
  }
  return entries;
}

/** The rest is not fetched. */
async function beginningOf(
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content) {
    signal.throwIfAborted();
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limitBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, limitBytes);
}

/** Asks for the volume: its namespace if none is given, and the app or PVC. */
async function chosenTarget(
  cluster: Cluster,
  namespace: string | undefined,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<VolumeTarget> {
  const chosen = await askForApp({ cluster, namespace, hasClaims: true }, terminal, signal);
  return chosen.kind === 'app'
    ? { namespace: chosen.namespace, kind: 'app', app: chosen.name }
    : { namespace: chosen.namespace, kind: 'claim', claim: chosen.name };
}

/** Asks for the target, and for a backup also for the snapshot once the snapshots are known. */
async function chosenDataSource(
  target: VolumeTarget,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<DataOrigin> {
  const refusals = target.kind === 'claim' ? { backup: 'a bare PVC has none: choose the app' } : {};
  const kind = await chooseOne('Look into', targetChoices(refusals), terminal, signal);
  if (kind !== 'backup') return { kind };
  const selector: Extract<DataOrigin, { kind: 'backup' }>['selector'] = {
    choose: (snapshots, { length: unread }) => {
      const message = unread === 0 ? 'Snapshot' : `Snapshot (restic could not read ${unread} more)`;
      return chooseOne(message, snapshotChoices(snapshots, terminal.now()), terminal, signal);
    },
  };
  return { kind, selector };
}
