import { posix } from 'node:path';
import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { readFileList } from '../restic/file-list.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { rememberingPods } from '../helper-pod/remembering-pods.ts';
import { reportOwnership } from './report-ownership.ts';
import type { LookAtSnapshots, SnapshotsPorts } from './snapshots.ts';
import { lookIntoOne, snapshotNamed, understood, type SnapshotName } from './one-repository.ts';
import type { LookEffort } from './snapshots-result.ts';
import { shellCommand } from '../shell-command.ts';

export interface FilesRequest {
  readonly app: ObjectKey;
  readonly snapshot: SnapshotName;
  /** As typed: from the volume's root, with or without a leading slash. */
  readonly path: string;
  readonly isRecursive: boolean;
}

/** The entries of a folder in a snapshot, or one file of it. */
export interface SnapshotFiles extends LookEffort {
  readonly app: ObjectKey;
  readonly repository: string | undefined;
  readonly snapshot: Snapshot;
  /** Absolute. */
  readonly path: string;
  readonly entries: readonly FileEntry[];
}

/** Lists files of a snapshot. */
export async function snapshotFiles(
  { app, snapshot: name, path: typed, isRecursive }: FilesRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<SnapshotFiles> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const path = posix.resolve('/', typed);
  const steps = [{ name: 'ls', args: ['ls', '--json', ...(isRecursive ? ['--recursive'] : []), name, path] }];
  const shorter = isRecursive ? 'leave -R out, or name a folder' : 'name a folder beneath it, or a single file';
  const repository = await lookIntoOne(app, { ...options, steps, shorter }, rememberingPods(pods, ports));
  snapshotNamed(name, repository);
  const { snapshotId, entries } = understood('ls', repository, readFileList);
  const snapshot = snapshotNamed(snapshotId, repository);
  await reportOwnership([snapshot], repository, ports);
  if (entries.length === 0 && path !== '/') throw noSuchPath(app, snapshot, path);
  return {
    app,
    repository: repository.address,
    snapshot,
    path,
    entries: withoutFolder(entries, path),
    tookMs: ports.now().getTime() - begunAt,
    pods,
  };
}

/** restic lists the folder itself as well. */
function withoutFolder(entries: readonly FileEntry[], path: string): readonly FileEntry[] {
  const [first, ...others] = entries;
  return first?.path === path && first.type === 'dir' ? others : entries;
}

function noSuchPath({ namespace, name }: ObjectKey, { id }: Snapshot, path: string): Failure {
  return new Failure(
    'not-found',
    `There is no ${JSON.stringify(path)} in snapshot ${shortId(id)} of ${namespace}/${name}.`,
    {
      hint: shellCommand`volsyncctl snapshots ls ${name} ${shortId(id)} -n ${namespace}`,
    },
  );
}
