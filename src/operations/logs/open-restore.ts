import { openRestoreMessage, openRestoreOf, openRestoreStatus } from '../../volsync/open-restore.ts';
import type { LogPorts } from './ports.ts';
import type { FoundTarget } from './target.ts';

/** Says that a restore in place of the app is not over, before its lines: they do not tell why nothing is backed up. */
export function reportOpenRestore({ key, object }: FoundTarget, ports: Pick<LogPorts, 'report'>): void {
  if (openRestoreOf(object) === undefined) return;
  const subject = `${key.namespace}/${key.name}`;
  ports.report({
    type: 'open-restore',
    subject,
    message: openRestoreMessage(object),
    hint: openRestoreStatus(object),
  });
}
