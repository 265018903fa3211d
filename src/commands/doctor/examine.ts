import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { helperPodProgress } from '../../cli/progress/helper-pod-progress.ts';
import { contextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { doctor, type DoctorOptions, type DoctorReport } from './operation/doctor.ts';

/** Examines apps, and shows on stderr which helper pods are at work. */
export async function examine(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: DoctorOptions & Pick<GlobalOptions, 'color'>,
): Promise<DoctorReport> {
  const progress = helperPodProgress(io, styleFor(io, io.stderr, options.color), 'examining');
  try {
    return await doctor(chosen, options, contextOf(io, cluster, progress));
  } finally {
    progress.close();
  }
}
