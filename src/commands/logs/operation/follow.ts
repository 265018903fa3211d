import { Failure } from '../../../errors.ts';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { Pod } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import { liveView } from '../../../kubernetes/live-view.ts';
import type { LogNote } from '../../../mover/log-event.ts';
import { LogStreams } from '../../../mover/log-streams.ts';
import { jobUids, podsOf, waitingReason } from '../../../mover/mover-pods.ts';
import { noPodNote, subjectOf } from '../../../mover/log-notes.ts';
import type { LogEnd, LogPorts, MoverLogOptions } from '../../../mover/log-ports.ts';
import type { FoundTarget } from '../../../mover/log-target.ts';
import { showStoredTail } from './stored-tail.ts';

/** How long the last log lines may take to arrive after VolSync reports the end of the sync. */
const drainMs = 5000;

/** Follows the pods of a running or upcoming sync, over retries and new Jobs, until VolSync reports its end. */
export async function followMoverLogs(
  { resource, key, object }: FoundTarget,
  scope: Scope,
  options: MoverLogOptions,
  ports: LogPorts,
): Promise<LogEnd> {
  const interests = [
    { resource, scope: { namespace: key.namespace, fieldSelector: `metadata.name=${key.name}` } },
    { resource: resources.jobs, scope },
    { resource: resources.pods, scope },
  ];
  const streams = new LogStreams(options, ports);
  const notes = new Notes(ports);
  const jobs = new Set<string>();
  try {
    for await (const view of liveView(ports.cluster, interests, streams.signal)) {
      const [now] = view.list(resource);
      if (now?.metadata.uid !== object.metadata.uid || now === undefined) throw gone(key);
      for (const uid of jobUids(now, view.list(resources.jobs))) jobs.add(uid);
      const pods = podsOf([...jobs], view.list(resources.pods));
      streams.update(pods);
      const end = endOfSync(object, now);
      if (end === undefined) {
        notes.report(now, pods);
        continue;
      }
      // The last container may be reported later than the end of the sync.
      streams.update(podsOf([...jobs], await ports.cluster.list(resources.pods, scope, streams.signal)));
      await streams.drain(drainMs);
      // VolSync removes the Job of a completed sync, sometimes before a line of it could be read.
      if (!streams.hasLines && options.container === undefined) showStoredTail({ key, object: now }, options, ports);
      return end;
    }
  } finally {
    await streams.close();
  }
  throw (
    streams.failure ??
    new Failure('interrupted', `Stopped following; the sync of ${key.namespace}/${key.name} continues.`)
  );
}

/** A sync has ended when another one is running or, if it had not begun, when one has completed. */
function endOfSync(first: Replication, now: Replication): LogEnd | undefined {
  const isCompleted = now.status?.lastSyncTime !== first.status?.lastSyncTime;
  const began = first.status?.lastSyncStartTime;
  if (!isCompleted && (began === undefined || now.status?.lastSyncStartTime === began)) return undefined;
  const { lastSyncTime, lastSyncDuration, latestMoverStatus } = now.status ?? {};
  return {
    kind: 'sync-ended',
    subject: subjectOf(now),
    completedAt: isCompleted ? lastSyncTime : undefined,
    duration: lastSyncDuration,
    result: latestMoverStatus?.result,
  };
}

function gone({ namespace, name }: { namespace: string; name: string }): Failure {
  return new Failure('not-found', `${namespace}/${name} was deleted while following its log.`);
}

/** Reports each thing once, however often the objects change. */
class Notes {
  readonly #told = new Set<string>();
  readonly #ports: LogPorts;

  constructor(ports: LogPorts) {
    this.#ports = ports;
  }

  report(object: Replication, pods: readonly Pod[]): void {
    if (pods.length === 0) this.#once(noPodNote(object));
    for (const pod of pods) {
      const waiting = waitingReason(pod);
      if (waiting !== undefined) this.#once({ type: 'pod-waiting', pod: pod.metadata.name, ...waiting });
    }
  }

  #once(note: LogNote): void {
    const key = JSON.stringify(note);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#ports.report(note);
  }
}
