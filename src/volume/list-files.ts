import type { Outcome } from '../errors.ts';
import type { FileEntry } from '../files/file-entry.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { VolumeUser } from '../volsync/volume-user.ts';
import { withOpenedVolume } from './with-opened-volume.ts';
import type { VolumeOptions, VolumeTarget, DataOrigin } from './options.ts';
import type { VolumePorts } from './ports.ts';

export interface LsRequest {
  readonly target: VolumeTarget;
  /** Absolute. */
  readonly path: string;
  readonly isRecursive: boolean;
  readonly sort: 'name' | 'size' | 'time';
}

/** The entries at a path of a volume or snapshot. */
export interface LsResult {
  readonly outcome: Outcome;
  readonly target: VolumeTarget;
  readonly place: DataOrigin['kind'];
  readonly snapshot: Snapshot | undefined;
  readonly user: VolumeUser | undefined;
  readonly path: string;
  /** For a folder its entries, otherwise the entry itself. */
  readonly entries: readonly FileEntry[];
  /** What could not be read, in the words of the program that tried; its entries are missing above. */
  readonly unreadable: readonly string[];
  readonly pod: ObjectKey;
  readonly tookMs: number;
}

/** Lists files. */
export async function ls(request: LsRequest, options: VolumeOptions, ports: VolumePorts): Promise<LsResult> {
  const begunAt = ports.now().getTime();
  const { target, path, isRecursive, sort } = request;
  const beginsAtRoot = path === '/' && !isRecursive;
  return withOpenedVolume(target, { ...options, beginsAtRoot }, ports, async ({ files, pod, user, snapshot }) => {
    const entries: FileEntry[] = [];
    const unreadable: string[] = [];
    const listing = files.list(path, isRecursive, (words) => unreadable.push(words));
    for await (const entry of listing) entries.push(entry);
    return {
      outcome: unreadable.length === 0 ? 'ok' : 'unknown',
      target,
      place: options.origin.kind,
      snapshot,
      user,
      path,
      entries: entries.toSorted(orders[sort]),
      unreadable,
      pod,
      tookMs: ports.now().getTime() - begunAt,
    };
  });
}

/** By code point, as in restic and `LC_ALL=C ls`; by size and time, largest and newest first. */
const orders: Readonly<Record<LsRequest['sort'], (a: FileEntry, b: FileEntry) => number>> = {
  name: byName,
  size: (a, b) => (b.size ?? -1) - (a.size ?? -1) || byName(a, b),
  time: (a, b) => b.time.getTime() - a.time.getTime() || byName(a, b),
};

function byName(a: FileEntry, b: FileEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
