import { Failure, isFailure } from '../../errors.ts';
import type { Pod } from '../../kube/objects.ts';
import { isSyncing } from '../../volsync/sync-state.ts';
import { logLines } from './log-lines.ts';
import { startedContainers, waitingReason } from './mover-pods.ts';
import { failureNote, noPodNote, subjectOf, tellingLines, wantedContainers } from './notes.ts';
import type { LogPorts, MoverLogOptions } from './ports.ts';
import type { FoundTarget } from './target.ts';

/** Reports what a pod's containers have said so far, one after the other in order of start. */
export async function showPod(pod: Pod, options: MoverLogOptions, ports: LogPorts): Promise<void> {
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

/** Reports the end of the last mover's log, which is all that VolSync keeps of it. */
export function showStoredTail({ key, object }: FoundTarget, options: MoverLogOptions, ports: LogPorts): void {
  if (options.container !== undefined) {
    const message = `No mover of ${key.namespace}/${key.name} is there, and what is stored of the last one does not tell containers apart.`;
    throw new Failure('not-found', message, { hint: 'leave --container out' });
  }
  if (isSyncing(object)) ports.report(noPodNote(object));
  const { lastSyncTime, latestMoverStatus } = object.status ?? {};
  const lines = latestMoverStatus?.logs?.replace(/\n$/, '').split('\n') ?? [];
  const first = Math.max(0, lines.length - (options.tailLines ?? lines.length));
  ports.report({
    type: 'stored-tail',
    subject: subjectOf(object),
    lastSyncTime,
    result: latestMoverStatus?.result,
    isEmpty: lines.length === 0,
  });
  for (const line of lines.slice(first)) {
    ports.report({ type: 'line', pod: undefined, container: undefined, time: undefined, line, isOneOfSeveral: false });
  }
}
