import { Failure, isFailure } from '../../../../errors.ts';
import type { NewObject } from '../../../../kubernetes/cluster.ts';
import type { PersistentVolumeClaim, VolumeSnapshot } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { restoreCacheSpec } from '../../../../restore/mover-cache.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { requireClasses } from '../../../../volume/named-class.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { dryRunClaim } from '../../../../volume/dry-run-claim.ts';
import { dryRunCopy } from '../../../../volume/require-copyable.ts';
import { dryRunDestination } from '../../../../restore/restore-into-claim.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** The objects that will be created by the restore and, if needed, by a rollback. */
export interface ToBeMade {
  readonly journal: RestoreJournal;
  readonly source: ReplicationSource;
  readonly claim: PersistentVolumeClaim;
  readonly chosen: ChosenSnapshot;
}

/**
 * Lets the API server validate all of them without creating them: a refusal by a quota or policy is known before
 * anything changes.
 */
export async function refuseWhatCannotBeMade(
  made: ToBeMade,
  ports: Pick<RestoreInPlacePorts, 'cluster' | 'signal' | 'report'>,
): Promise<void> {
  const { journal, source, chosen } = made;
  const { namespace, run, deletesExtraFiles } = journal;
  const request = { source, claim: { namespace, name: journal.claim }, run, chosen, deletesExtraFiles };
  const cacheClass = restoreCacheSpec(source, {}).storageClassName;
  await requireClasses(resources.storageClasses, cacheClass ? [cacheClass] : [], ports);
  await tried('a ReplicationDestination for the restore itself', made, () => dryRunDestination(request, ports));
  await tried("a PVC for the cache of VolSync's mover", made, () => dryRunClaim(cache(made), ports));
  if (journal.safety.kind !== 'snapshot') return;
  await tried('a VolumeSnapshot for the safety net', made, () =>
    ports.cluster.create(resources.volumeSnapshots, snapshot(made), { isDryRun: true }, ports.signal),
  );
  await tried('a PVC for the way back from the safety net', made, () => dryRunCopy(copy(made), ports));
}

async function tried(what: string, { journal }: ToBeMade, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isFailure(error, 'refused')) throw error;
    const { app, namespace } = journal;
    const message = `${namespace}/${app} cannot be restored in place: ${what} is refused; nothing was changed.`;
    throw new Failure('refused', message, {
      details: [error.message],
      hint: error.hint?.split('\n') ?? shellCommand`kubectl describe quota,limitrange -n ${namespace}`,
      cause: error,
    });
  }
}

function cache({ journal, source, claim }: ToBeMade): NewObject<PersistentVolumeClaim> {
  return {
    metadata: {
      namespace: journal.namespace,
      generateName: 'volsyncctl-restore-cache-',
      labels: runLabels('restore', journal.run),
    },
    spec: restoreCacheSpec(source, claim.spec ?? {}),
  };
}

function snapshot({ journal }: ToBeMade): NewObject<VolumeSnapshot> {
  return {
    metadata: {
      namespace: journal.namespace,
      generateName: `volsyncctl-${journal.app}-before-`,
      labels: runLabels('restore', journal.run),
    },
    spec: { source: { persistentVolumeClaimName: journal.claim } },
  };
}

function copy({ journal, claim }: ToBeMade): NewObject<PersistentVolumeClaim> {
  const { accessModes = ['ReadWriteOnce'], storageClassName, resources: asked } = claim.spec ?? {};
  return {
    metadata: {
      namespace: journal.namespace,
      generateName: 'volsyncctl-restore-',
      labels: runLabels('restore', journal.run),
    },
    spec: {
      accessModes,
      ...(storageClassName !== undefined && { storageClassName }),
      ...(asked !== undefined && { resources: asked }),
    },
  };
}
