import { Failure, isFailure } from '../../../errors.ts';
import type { NewObject, Resource } from '../../../kube/cluster.ts';
import type { KubeObject, PersistentVolumeClaim, VolumeSnapshot } from '../../../kube/objects.ts';
import { resources } from '../../../kube/resources.ts';
import { restoreDestination } from '../../../volsync/restore-destination.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { managedBy } from '../../helper-pod/manifest.ts';
import type { ChosenSnapshot } from '../chosen-snapshot.ts';
import { destinationKey } from '../restore-into-claim.ts';
import type { RestoreInPlacePorts } from './in-place-ports.ts';

/** What will be made, on the way there and, should it come to that, on the way back. */
export interface ToBeMade {
  readonly journal: RestoreJournal;
  readonly source: ReplicationSource;
  readonly claim: PersistentVolumeClaim;
  readonly chosen: ChosenSnapshot;
}

/** VolSync's own, where a source says nothing. */
const usualCacheCapacity = '1Gi';

/** Has the API server check all of it without making it: a quota or a policy that says no is heard before anything changes. */
export async function refuseWhatCannotBeMade(
  made: ToBeMade,
  { cluster, signal }: Pick<RestoreInPlacePorts, 'cluster' | 'signal'>,
): Promise<void> {
  await tried(resources.replicationDestinations, destination(made), 'the restore itself');
  await tried(resources.persistentVolumeClaims, cache(made), "the cache of VolSync's mover");
  if (made.journal.safety.kind !== 'snapshot') return;
  await tried(resources.volumeSnapshots, snapshot(made), 'the safety net');
  await tried(resources.persistentVolumeClaims, copy(made), 'the way back from the safety net');

  async function tried<T extends KubeObject>(resource: Resource<T>, object: NewObject<T>, what: string): Promise<void> {
    try {
      await cluster.create(resource, object, { isDryRun: true }, signal);
    } catch (error) {
      if (!isFailure(error, 'refused')) throw error;
      const { app, namespace } = made.journal;
      const message = `${namespace}/${app} cannot be restored in place: a ${resource.kind} for ${what} is refused; nothing was changed.`;
      throw new Failure('refused', message, {
        details: [error.message],
        hint: `kubectl describe quota,limitrange -n ${namespace}`,
        cause: error,
      });
    }
  }
}

function destination({ journal, source, chosen }: ToBeMade): NewObject<ReplicationDestination> {
  const { namespace, run, claim, deletesExtraFiles } = journal;
  const metadata = { ...destinationKey(namespace, run), labels: labelsOf(journal) };
  return restoreDestination({ metadata, source, claim, tag: run, ...chosen, deletesExtraFiles });
}

function cache({ journal, source, claim }: ToBeMade): NewObject<PersistentVolumeClaim> {
  const { cacheCapacity, cacheStorageClassName, cacheAccessModes, accessModes } = source.spec?.restic ?? {};
  return {
    metadata: { namespace: journal.namespace, generateName: 'volsyncctl-restore-cache-', labels: labelsOf(journal) },
    spec: {
      accessModes: cacheAccessModes ?? accessModes ?? claim.spec?.accessModes ?? ['ReadWriteOnce'],
      ...(cacheStorageClassName !== undefined && { storageClassName: cacheStorageClassName }),
      resources: { requests: { storage: cacheCapacity ?? usualCacheCapacity } },
    },
  };
}

function snapshot({ journal }: ToBeMade): NewObject<VolumeSnapshot> {
  return {
    metadata: {
      namespace: journal.namespace,
      generateName: `volsyncctl-${journal.app}-before-`,
      labels: labelsOf(journal),
    },
    spec: { source: { persistentVolumeClaimName: journal.claim } },
  };
}

function copy({ journal, claim }: ToBeMade): NewObject<PersistentVolumeClaim> {
  const { accessModes = ['ReadWriteOnce'], storageClassName, resources: asked } = claim.spec ?? {};
  return {
    metadata: { namespace: journal.namespace, generateName: 'volsyncctl-restore-', labels: labelsOf(journal) },
    spec: {
      accessModes,
      ...(storageClassName !== undefined && { storageClassName }),
      ...(asked !== undefined && { resources: asked }),
    },
  };
}

function labelsOf({ run }: RestoreJournal): Readonly<Record<string, string>> {
  return { ...managedBy, 'app.kubernetes.io/component': 'restore', 'app.kubernetes.io/instance': run };
}
