import { chosenSnapshot, type ChosenSnapshot, type SnapshotChoice } from '../../../../restore/chosen-snapshot.ts';
import {
  openCandidates,
  planRepository,
  type PlannedRepository,
} from '../../../../restore/repositories/plan-repository.ts';
import type { Snapshot } from '../../../../restic/snapshots.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { InPlaceRequest } from './plan.ts';
import type { RestoreInPlacePorts } from './ports.ts';

/** The snapshot, and the settings by which the mover reaches it. */
export async function plannedData(
  { app, from, found, selector, isAsked = false, options }: InPlaceRequest,
  { source }: { readonly source: ReplicationSource },
  run: string,
  ports: RestoreInPlacePorts & { choose: SnapshotChoice },
): Promise<{ source: ReplicationSource; chosen: ChosenSnapshot; repository?: PlannedRepository }> {
  const look = { ...options, command: 'restore' };
  const choose = (snapshots: readonly Snapshot[]) => ports.choose(snapshots);
  if (from === undefined) {
    const chosen = await chosenSnapshot(
      source,
      selector ?? choose,
      { ...look, isAsked, isChecked: true, found },
      ports,
    );
    return { source, chosen };
  }
  const known = { ...app, source };
  const open = await openCandidates(known, { repositorySelector: from, run }, ports);
  // It overwrites data: without a prompt, no repository that was named may be unknown.
  const request = { selector, look, isAsked, isStrict: !isAsked, choose };
  const repository = await planRepository(known, open, request, ports);
  return { source: repository.source, chosen: repository.chosen, repository };
}
