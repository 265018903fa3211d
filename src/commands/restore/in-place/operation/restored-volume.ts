import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import { volumeFacts, type VolumeFacts } from '../../../../volume/volume-facts.ts';
import { sameClaim } from './restored-claim.ts';
import { restoredSource } from './restored-source.ts';

/** The volume of a restore, found by its journal, never by what the ReplicationSource names now. */
export async function restoredVolume(
  journal: RestoreJournal,
  ports: VolumePorts,
): Promise<Pick<VolumeFacts, 'claim'> & { readonly source: ReplicationSource }> {
  const { namespace, claim: name } = journal;
  const source = await restoredSource(journal, ports);
  await sameClaim(journal, ports);
  const { claim } = await volumeFacts({ kind: 'claim', namespace, claim: name }, ports);
  return { source, claim };
}
