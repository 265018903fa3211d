import { Failure } from '../../../../errors.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { chosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { restoreIntoClaim } from '../../../../restore/restore-into-claim.ts';
import { entriesIn } from '../../../../files/tally.ts';
import { rollBackVolume, inWords } from './rollback.ts';
import type { VolumeComparison } from './compare-volumes.ts';
import { refuseDifferences } from './check.ts';
import { compareWithSnapshot } from './compare-with-snapshot.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import type { InPlaceOptions } from './plan.ts';
import { restoredVolume } from './restored-volume.ts';
import { shellCommand } from '../../../../shell-command.ts';

/**
 * Restores the previous data to the volume, and proves it. Returns what could not be restored exactly, such as owners;
 * different content is a Failure.
 */
export async function rollbackData(
  journal: RestoreJournal,
  options: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<readonly string[]> {
  const { safety, namespace, app } = journal;
  switch (safety.kind) {
    case 'snapshot':
      return fromVolumeSnapshot(journal, safety, options, ports);
    case 'backup':
      return fromBackup(journal, safety.snapshotId ?? '', options, ports);
    case 'none':
      throw new Failure('refused', `The data of ${namespace}/${app} from before the restore was not kept.`, {
        hint: shellCommand`volsyncctl restore abort ${app} -n ${namespace} --leave-data`,
      });
  }
}

async function fromVolumeSnapshot(
  journal: RestoreJournal,
  { volumeSnapshot, uid: volumeSnapshotUid }: Extract<RestoreJournal['safety'], { kind: 'snapshot' }>,
  options: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<readonly string[]> {
  const { run, wasEmpty } = journal;
  const { source, claim } = await restoredVolume(journal, ports);
  const net = { volumeSnapshot, volumeSnapshotUid };
  const request = { ...options, ...net, source, claim, run, wasEmpty, lifetimeMs: options.timeoutMs };
  const { comparison } = await rollBackVolume(request, ports);
  return inexactOf(comparison);
}

/** The time of the volume's own folder usually comes from the driver, and is not that of a file. */
function inexactOf({ attributes, examples }: VolumeComparison): readonly string[] {
  const shown = examples.filter(({ kind }) => kind === 'attributes');
  const rootTime = shown.find(({ path, words }) => path === '/' && /^time \S+, was \S+$/.test(words));
  const count = attributes - (rootTime === undefined ? 0 : 1);
  if (count === 0) return [];
  const what = `${countWords(count)} another owner, mode or time than before, which the mover's user may not set`;
  return [
    what,
    ...shown
      .filter((each) => each !== rootTime)
      .slice(0, 3)
      .map(inWords),
  ];
}

function countWords(count: number): string {
  return count === 1 ? '1 path has' : `${count} paths have`;
}

async function fromBackup(
  journal: RestoreJournal,
  snapshotId: string,
  options: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<readonly string[]> {
  const { namespace, run } = journal;
  const { source, claim } = await restoredVolume(journal, ports);
  const chosen = await chosenSnapshot(
    source,
    { kind: 'snapshot', name: snapshotId },
    { ...options, command: 'restore' },
    ports,
  );
  const key = { namespace, name: claim.metadata.name };
  const request = { source, claim: key, run, chosen, deletesExtraFiles: true, timeoutMs: options.timeoutMs };
  await restoreIntoClaim(request, ports);
  const check = await compareWithSnapshot(chosen.snapshot.id, { source, claim, isFrozen: true, options }, ports);
  refuseDifferences(check, {
    ...journal,
    deletesExtraFiles: true,
    snapshot: { ...journal.snapshot, id: chosen.snapshot.id },
  });
  const others = entriesIn(check.attributes);
  return others === 0 ? [] : [`${countWords(others)} another owner, mode or time than before`];
}
