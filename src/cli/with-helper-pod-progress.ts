import type { HelperPodEvent } from '../helper-pod/ports.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';
import { styleFor } from './color.ts';
import { contextOf } from './context.ts';
import type { Io } from './io.ts';
import type { GlobalOptions } from './options/global.ts';
import { helperPodProgress, type HelperPodProgress } from './progress/helper-pod-progress.ts';

/** What stderr shows: `what` is being done, such as "reading the repository". */
export interface ShownWork extends Pick<GlobalOptions, 'color'> {
  readonly what: string;
}

/** Runs work with helper pods and shows its progress on stderr; `work` may close the progress early. */
export async function withHelperPodProgress<T>(
  io: Io,
  cluster: Cluster,
  { what, color }: ShownWork,
  work: (context: Context<keyof Cluster, HelperPodEvent>, progress: HelperPodProgress) => Promise<T>,
): Promise<T> {
  const progress = helperPodProgress(io, styleFor(io, io.stderr, color), what);
  try {
    return await work(contextOf(io, cluster, progress), progress);
  } finally {
    progress.close();
  }
}
