import { Failure } from '../errors.ts';
import { moverLogLines, readMoverLog } from '../restic/mover-log.ts';
import { createdRepositoryAt } from '../restic/restored-moment.ts';
import { shortId } from '../restic/snapshots.ts';
import { withoutCredentials } from '../without-credentials.ts';
import type { SyncEnd } from '../sync/follow-sync.ts';
import type { ChosenSnapshot } from './chosen-snapshot.ts';
import type { DestinationState } from './destination-watch.ts';

/** What a mover that has ended well has restored, by its own words. */
export interface RestoreProof {
  /** As the mover named it. */
  readonly snapshotId: string;
  readonly lines: readonly string[];
}

/**
 * VolSync calls it a success also where nothing was restored, where it has made a new repository instead, and whatever
 * snapshot it took: only the line of restic that names the chosen one counts.
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

/** What a mover that has ended well said: as it was followed; where that was cut off, what VolSync has stored of it. */
export function moverLines({ state, heard }: SyncEnd<DestinationState> & { kind: 'ended' }): readonly string[] {
  const { pods, source } = state;
  const pod = pods.findLast(({ status }) => status?.phase === 'Succeeded') ?? pods.at(-1);
  const followed = pod === undefined ? [] : (heard.of(pod.metadata.name)?.lines ?? []);
  if (readMoverLog(followed).seconds !== undefined) return followed;
  const { result, logs = '' } = source.status?.latestMoverStatus ?? {};
  return result === 'Successful' ? moverLogLines(logs) : [];
}
