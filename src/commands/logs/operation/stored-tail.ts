import { Failure } from '../../../errors.ts';
import { plain } from '../../../foreign-text.ts';
import { noPodNote, subjectOf } from '../../../mover/log-notes.ts';
import type { LogPorts, MoverLogOptions } from '../../../mover/log-ports.ts';
import type { FoundTarget } from '../../../mover/log-target.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';

/** Reports the end of the last mover's log, which is all that VolSync keeps of it. */
export function showStoredTail(
  { key, object }: Pick<FoundTarget, 'key' | 'object'>,
  options: MoverLogOptions,
  ports: Pick<LogPorts, 'report'>,
): void {
  if (options.container !== undefined) {
    const message = `There is no mover of ${key.namespace}/${key.name}, and the stored log of the last one does not distinguish containers.`;
    throw new Failure('not-found', message, { hint: 'drop --container' });
  }
  if (isSyncing(object)) ports.report(noPodNote(object));
  const { lastSyncTime, latestMoverStatus } = object.status ?? {};
  const { logs } = latestMoverStatus ?? {};
  const lines = logs === undefined ? [] : plain(logs).replace(/\n$/, '').split('\n');
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
