import type { Snapshot } from '../../src/restic/snapshots.ts';
import type { MoverEnvironment } from '../../src/volsync/mover-environment.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from './fleet-objects.ts';

/** A full id with this prefix. */
export function wholeId(short: string): string {
  return short.padEnd(64, '0');
}

/** A snapshot that a mover made at `time`; its id is derived from the time unless one is given. */
export function snapshotAt(time: string, change: Partial<Snapshot> = {}): Snapshot {
  const moment = new Date(time);
  return {
    id: wholeId(moment.getTime().toString(16)),
    time: moment,
    host: 'volsync',
    paths: ['/data'],
    parent: undefined,
    summary: { files: 2, bytes: 31, bytesAdded: 1014, bytesStored: 862 },
    ...change,
  };
}

/** The same, for tests that identify snapshots by id: this one begins with `id`. */
export function snapshotNamed(id: string, time: string, change: Partial<Snapshot> = {}): Snapshot {
  return snapshotAt(time, { id: wholeId(id), ...change });
}

/** The same as `restic snapshots --json` prints it, on one line. */
export function printedSnapshots(...snapshots: readonly Snapshot[]): string {
  return JSON.stringify(
    snapshots.map(({ id, time, host, paths, parent, original, tree, summary }) => ({
      id,
      time: time.toISOString(),
      hostname: host,
      paths,
      ...{ parent, original, tree },
      summary: summary && { total_files_processed: summary.files, total_bytes_processed: summary.bytes },
    })),
  );
}

/** How the mover of a source reaches its repository, on NFS. */
export function environmentOf(
  source: ReplicationSource = sourceObject(),
  change: Partial<MoverEnvironment> = {},
): MoverEnvironment {
  return {
    source,
    secret: source.spec?.restic?.repository ?? '',
    image: 'quay.io/backube/volsync:0.16.0',
    proxies: [],
    pullSecrets: [],
    volumes: [
      {
        volume: { name: 'repository', nfs: { server: 'nas', path: '/vault' } },
        mount: { name: 'repository', mountPath: '/repository' },
      },
    ],
    hiddenMounts: undefined,
    isPrivileged: false,
    ...change,
  };
}
