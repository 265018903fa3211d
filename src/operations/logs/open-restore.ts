import { openRestoreMessage, openRestoreOf, openRestoreStatus } from '../../volsync/open-restore.ts';
import { withOpenRestore } from '../open-restores.ts';
import { resources } from '../../kube/resources.ts';
import type { LogPorts } from './ports.ts';
import type { FoundTarget } from './target.ts';

/** Says that a restore in place of the app is not over, before its lines: they do not tell why nothing is backed up. */
export async function reportOpenRestore(
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
