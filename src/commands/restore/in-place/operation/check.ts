import { Failure } from '../../../../errors.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import { entriesIn } from '../../../../files/tally.ts';

/**
 * A restored volume has to match the snapshot. Files that were to stay may stay; owners, modes and times that the mover
 * may not set are reported, but are no reason to abort.
 */
export function refuseDifferences(comparison: Comparison, journal: RestoreJournal): void {
  const { namespace, claim, snapshot, deletesExtraFiles } = journal;
  const { changed, onlyInSnapshot, onlyInVolume, caches, why } = comparison;
  const extra = deletesExtraFiles ? entriesIn(onlyInVolume) + entriesIn(caches) : 0;
  const what = `PVC ${namespace}/${claim} after the restore of snapshot ${shortId(snapshot.id)}`;
  if (entriesIn(changed) + entriesIn(onlyInSnapshot) + extra > 0) {
    const counts = `${entriesIn(changed)} differ, ${entriesIn(onlyInSnapshot)} are missing, ${extra} are extra`;
    throw new Failure('failed', `${what} differs from the snapshot: ${counts}.`, {
      details: comparison.examples
        .filter(({ kind }) => kind !== 'attributes')
        .map(({ kind, path }) => `${kind}: ${path}`),
    });
  }
  if (why.length === 0) return;
  throw new Failure('unknown', `Whether ${what} matches the snapshot could not be determined.`, { details: why });
}
