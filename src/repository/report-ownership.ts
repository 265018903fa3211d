import { claimDoubt } from '../volsync/claim-change.ts';
import { foreignOf } from '../volsync/foreign-snapshot.ts';
import { sharedRepositoryText, sharingApps } from '../volsync/shared-repository.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { reportingSource } from './sharing-sources.ts';
import { allSources } from './all-sources.ts';
import { shellCommand } from '../shell-command.ts';

/** Warns if snapshots may be another app's or another volume's, or were made by somebody else. */
export async function reportOwnership(
  looked: readonly Snapshot[],
  seen: { readonly source: ReplicationSource; readonly snapshots: readonly Snapshot[] },
  ports: Pick<HelperPodPorts, 'cluster' | 'signal' | 'report'>,
): Promise<void> {
  const { name, namespace = '' } = seen.source.metadata;
  const found = await allSources([namespace], ports);
  if ('why' in found) {
    ports.report({ type: 'step', words: `which other apps use the repository is not known: ${found.why}` });
    return;
  }
  const around = found.value;
  const facts = { source: reportingSource(seen, around), snapshots: seen.snapshots, around };
  const sharedWith = sharingApps(facts);
  const doubt = claimDoubt(facts.source);
  const texts = [
    ...(doubt === undefined ? [] : [doubt]),
    ...looked.flatMap((snapshot) => foreignOf(snapshot, facts)?.text ?? []),
    ...(sharedWith.length === 0 ? [] : [sharedRepositoryText(sharedWith)]),
  ];
  for (const words of new Set(texts)) {
    ports.report({
      type: 'warning',
      app: { namespace, name },
      words,
      hint: shellCommand`volsyncctl snapshots ${name} -n ${namespace}`,
    });
  }
}
