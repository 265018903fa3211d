import type { Cluster } from '../kubernetes/cluster.ts';
import type { SnapshotsPorts } from '../repository/snapshots.ts';
import { styleFor } from './color.ts';
import { contextOf } from './context.ts';
import type { Io } from './io.ts';
import type { GlobalOptions } from './options/global.ts';
import { helperPodProgress } from './progress/helper-pod-progress.ts';

/** Does work that reads repositories in helper pods, and shows its progress. */
export async function readingRepository<T>(
  io: Io,
  cluster: Cluster,
  { color }: GlobalOptions,
  work: (ports: SnapshotsPorts) => Promise<T>,
): Promise<T> {
  const progress = helperPodProgress(io, styleFor(io, io.stderr, color), 'reading the repository');
  try {
    return await work(contextOf(io, cluster, progress));
  } finally {
    progress.close();
  }
}
