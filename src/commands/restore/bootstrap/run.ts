import { exitCodes, type Outcome } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { watchBootstrap, type BootstrapRestore } from './operation.ts';
import { bootstrapRestoreDocument, renderBootstrapRestore } from './text.ts';
import { styleFor } from '../../../cli/color.ts';
import type { Io } from '../../../cli/io.ts';
import { present } from '../../../cli/output.ts';
import { withHelperPodProgress } from '../../../cli/with-helper-pod-progress.ts';
import type { RestoreViewOptions } from '../to/run.ts';

/** Follows an app's bootstrap restore, reports what it did, and returns the exit code. */
export async function showBootstrapRestore(io: Io, cluster: Cluster, options: RestoreViewOptions): Promise<number> {
  const { app, color, output, timeoutMs } = options;
  const key = app?.(cluster.namespace) ?? { namespace: cluster.namespace, name: '' };
  const shown = { color, what: 'following the bootstrap' };
  const restore = await withHelperPodProgress(io, cluster, shown, (ports) =>
    watchBootstrap(key, { timeoutMs, look: options.look }, ports),
  );
  await present(io, output, {
    document: bootstrapRestoreDocument(restore),
    names: [`replicationdestination.volsync.backube/${restore.destination}`],
    text: () => renderBootstrapRestore(restore, io.now(), styleFor(io, io.stdout, color)),
  });
  return exitCodes[outcomes[restore.kind]];
}

const outcomes = {
  restored: 'ok',
  nothing: 'unprotected',
  foreign: 'unprotected',
  outdated: 'unprotected',
  unknown: 'unknown',
} as const satisfies Record<BootstrapRestore['kind'], Outcome>;
