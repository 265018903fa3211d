import type { Scope } from '../kube/cluster.ts';
import { resources } from '../kube/resources.ts';
import { madeByVolSync } from '../volsync/mover-names.ts';
import { isSyncDue } from '../volsync/sync-due.ts';
import { isSyncing } from '../volsync/sync-state.ts';
import { followSync } from './logs/follow.ts';
import { jobUids, podsOf } from './logs/mover-pods.ts';
import { refuseWithoutMover } from './logs/notes.ts';
import type { LogEnd, LogPorts, MoverLogOptions } from './logs/ports.ts';
import { showPod, showStoredTail } from './logs/show.ts';
import { reportOpenRestore } from './logs/open-restore.ts';
import { findTarget } from './logs/target.ts';

/**
 * The log of an app's mover: of all pods of the present sync, oldest first, and of all their containers in order of
 * start; where there is no pod, the tail that VolSync stored of the last one. `follow` goes on over retries until the
 * sync ends, and waits for a sync that is about to begin.
 */
export async function moverLogs(options: MoverLogOptions, ports: LogPorts): Promise<LogEnd> {
  const { cluster, signal } = ports;
  const found = await findTarget(cluster, options.target, signal);
  refuseWithoutMover(found.key, found.object);
  await reportOpenRestore(found, ports);
  const scope: Scope = { namespace: found.key.namespace, labelSelector: madeByVolSync };
  if (options.follow && (isSyncing(found.object) || isSyncDue(found.object, ports.now()))) {
    return followSync(found, scope, options, ports);
  }
  const [jobs, pods] = await Promise.all([
    cluster.list(resources.jobs, scope, signal),
    cluster.list(resources.pods, scope, signal),
  ]);
  const movers = podsOf(jobUids(found.object, jobs), pods);
  for (const pod of movers) await showPod(pod, options, ports);
  if (movers.length === 0) showStoredTail(found, options, ports);
  return { kind: 'shown' };
}
