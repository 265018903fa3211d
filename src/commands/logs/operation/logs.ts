import type { Scope } from '../../../kubernetes/cluster.ts';
import { resources } from '../../../volsync/resources.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { isSyncDue } from '../../../volsync/sync-due.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import { followMoverLogs } from './follow.ts';
import { showStoredTail } from './stored-tail.ts';
import { jobUids, podsOf, startedContainers, waitingReason } from '../../../mover/mover-pods.ts';
import { refuseWithoutMover, failureNote, tellingLines, wantedContainers } from '../../../mover/log-notes.ts';
import type { LogEnd, LogPorts, MoverLogOptions } from '../../../mover/log-ports.ts';
import { findLogTarget, type FoundTarget } from '../../../mover/log-target.ts';
import { openRestoreMessage, openRestoreOf, openRestoreStatus } from '../../../volsync/open-restore.ts';
import { withOpenRestore } from '../../../sources/open-restores.ts';
import { isFailure } from '../../../errors.ts';
import type { Pod } from '../../../kubernetes/objects.ts';
import { logLines } from '../../../mover/log-lines.ts';

/**
 * The log of an app's mover: of all pods of the present sync, oldest first, and of all their containers in order of
 * start; if there is no pod, the tail that VolSync stored of the last one. With `follow` it continues over retries
 * until the sync ends, and waits for a sync that is about to begin.
 */
export async function readMoverLogs(options: MoverLogOptions, ports: LogPorts): Promise<LogEnd> {
  const { cluster, signal } = ports;
  const found = await findLogTarget(cluster, options.target, signal);
  refuseWithoutMover(found.key, found.object);
  await reportOpenRestore(found, ports);
  const scope: Scope = { namespace: found.key.namespace, labelSelector: madeByVolSync };
  if (options.follow && (isSyncing(found.object) || isSyncDue(found.object, ports.now()))) {
    return followMoverLogs(found, scope, options, ports);
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

/**
 * Reports an unfinished in-place restore of the app before its log lines, which do not show why nothing is backed up.
 */
async function reportOpenRestore(
  { resource, key, object: found }: FoundTarget,
  ports: Pick<LogPorts, 'report' | 'cluster' | 'signal'>,
): Promise<void> {
  const object = resource.plural === resources.replicationSources.plural ? await withOpenRestore(found, ports) : found;
  if (openRestoreOf(object) === undefined) return;
  const subject = `${key.namespace}/${key.name}`;
  ports.report({
    type: 'open-restore',
    subject,
    message: openRestoreMessage(object),
    hint: openRestoreStatus(object),
  });
}

/** Reports the logs of a pod's containers, in order of start. */
async function showPod(pod: Pod, options: MoverLogOptions, ports: LogPorts): Promise<void> {
  const { tailLines, sinceSeconds, follow } = options;
  const wanted = wantedContainers(pod, options.container);
  const started = startedContainers(pod).filter(({ name }) => wanted.includes(name));
  for (const container of started) {
    const isOneOfSeveral = wanted.length > 1;
    const source = { pod, container: container.name, isOneOfSeveral, follow, tailLines, sinceSeconds };
    const lines: string[] = [];
    try {
      for await (const line of logLines(ports.cluster, source, ports.signal)) {
        ports.report(line);
        lines.push(line.line);
        if (lines.length > tellingLines) lines.shift();
      }
    } catch (error) {
      if (!isFailure(error, 'not-found')) throw error;
      ports.report({ type: 'log-gone', pod: pod.metadata.name, container: container.name });
    }
    const failed = failureNote(pod.metadata.name, container, lines);
    if (failed !== undefined) ports.report(failed);
  }
  const waiting = waitingReason(pod);
  if (waiting !== undefined) ports.report({ type: 'pod-waiting', pod: pod.metadata.name, ...waiting });
}
