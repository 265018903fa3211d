import { Failure } from '../../errors.ts';
import type { LookOptions, RepositoryPorts } from '../../repository/list-snapshots.ts';
import { shortId, type Snapshot } from '../../restic/snapshots.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { restorableSnapshots } from '../restorable-snapshots.ts';

/**
 * Requires a snapshot to be seen from where the mover will run: a mover creates a repository that it does not find, and
 * restores nothing from it.
 */
export async function requireReachable(
  source: ReplicationSource,
  { id }: Snapshot,
  { look, ports }: { readonly look: LookOptions; readonly ports: RepositoryPorts },
): Promise<void> {
  const { snapshots } = await restorableSnapshots(source, look, ports);
  if (snapshots.some((snapshot) => snapshot.id === id)) return;
  const { namespace = '' } = source.metadata;
  const message = `Snapshot ${shortId(id)} is not in the repository as seen from namespace ${namespace}; nothing was restored.`;
  throw new Failure('unprotected', message);
}
