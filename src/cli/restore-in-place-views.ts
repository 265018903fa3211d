import { Failure } from '../errors.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { Io } from './io.ts';
import type { RestoreViewOptions } from './restore-to-views.ts';

/** Restores into the volume of the app itself, and returns the exit code. */
export function showRestoreInPlace(io: Io, cluster: Cluster, { app }: RestoreViewOptions): Promise<number> {
  const { namespace = cluster.namespace, name = '' } = app?.(cluster.namespace) ?? {};
  return Promise.reject(
    new Failure('refused', `${namespace}/${name} cannot be restored in place by this version.`, {
      hint: `restore beside it: ${io.programName} restore ${name} -n ${namespace} --to pvc/${name}-restored`,
    }),
  );
}
