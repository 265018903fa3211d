import { Failure } from '../../../../errors.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { triggerApp } from '../../../../sync/trigger-app.ts';
import type { RestoreInPlacePorts } from './ports.ts';

/** `--safety backup`: backs up the current state before anything is stopped; returns the id of its snapshot. */
export async function safetyBackup(
  { namespace, app }: RestoreJournal,
  timeoutMs: number,
  ports: RestoreInPlacePorts,
): Promise<string> {
  ports.report({ type: 'step', words: 'backing up the current state first' });
  const options = { isWaiting: true, isDryRun: false, isToUnpark: false, timeoutMs, maxParallel: 1 };
  const result = await triggerApp({ namespace, name: app }, options, { ...ports, report: () => undefined });
  const { outcome, snapshot, message, details, hint } = result;
  if (outcome === 'ok' && snapshot !== undefined) {
    ports.report({ type: 'step', words: `backed up: snapshot ${snapshot.id}` });
    return snapshot.id;
  }
  const why = message === undefined ? '' : `: ${message}`;
  throw new Failure(
    outcome === 'ok' ? 'unknown' : outcome,
    `The current state of ${namespace}/${app} could not be backed up first, so nothing was changed${why}.`,
    { details, hint },
  );
}
