import { Failure } from '../errors.ts';
import { moverLogLines, readMoverLog } from '../restic/mover-log.ts';
import { createdRepositoryAt } from '../restic/restore-log.ts';
import { shortId } from '../restic/snapshots.ts';
import { withoutCredentials } from '../without-credentials.ts';
import type { SyncEnd } from '../sync/follow-sync.ts';
import type { ChosenSnapshot } from './chosen-snapshot.ts';
import type { DestinationState } from './destination-watch.ts';

/** What a successful mover has restored, by its log. */
export interface RestoreProof {
  /** From the mover's log. */
  readonly snapshotId: string;
  readonly lines: readonly string[];
}

/**
 * VolSync also reports success if nothing was restored, if a new repository was created instead, and for whatever
 * snapshot it took: only restic's line that names the chosen snapshot counts.
 */
export function restoreProof(
  end: SyncEnd<DestinationState> & { kind: 'ended' },
  { snapshot }: ChosenSnapshot,
): RestoreProof {
  const lines = moverLines(end).map(withoutCredentials);
  const log = readMoverLog(lines);
  const details = lines.slice(-6);
  const created = createdRepositoryAt(lines.join('\n'));
  const wanted = shortId(snapshot.id);
  if (log.hasCreatedRepository) {
    const where = created === undefined ? '' : ` at ${created}`;
    const message = `Nothing was restored: VolSync's mover found no repository and made a new, empty one${where}.`;
    throw new Failure('failed', message, { details });
  }
  if (log.hasRestoredNothing) {
    const message = `Nothing was restored: VolSync's mover found no snapshot, and VolSync reported success; ${wanted} was there before.`;
    throw new Failure('unprotected', message, { details });
  }
  if (log.restoredSnapshot === undefined) {
    const message = `VolSync reports the restore complete, but the mover's log does not show that it restored ${wanted}.`;
    throw new Failure('unknown', message, { details });
  }
  if (!snapshot.id.startsWith(log.restoredSnapshot)) {
    const message = `VolSync restored snapshot ${log.restoredSnapshot}, and not ${wanted}.`;
    throw new Failure('failed', message, { details });
  }
  return { snapshotId: log.restoredSnapshot, lines };
}

/** The log of a successful mover as it was followed; if that was cut, what VolSync has stored of it. */
export function moverLines({ state, heard }: SyncEnd<DestinationState> & { kind: 'ended' }): readonly string[] {
  const { pods, source } = state;
  const pod = pods.findLast(({ status }) => status?.phase === 'Succeeded') ?? pods.at(-1);
  const followed = pod === undefined ? [] : (heard.of(pod.metadata.name)?.lines ?? []);
  if (readMoverLog(followed).seconds !== undefined) return followed;
  const { result, logs = '' } = source.status?.latestMoverStatus ?? {};
  return result === 'Successful' ? moverLogLines(logs) : [];
}
