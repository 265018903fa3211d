import type { CleanedUp, CleanupReport } from './operation/cleanup.ts';
import type { LeftoverKind } from './operation/leftover.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { objectName } from '../../text/object-name.ts';

/** JSON document of the result of `cleanup`. */
export function cleanupDocument({ objects, unread, notes, time, isDryRun, outcome }: CleanupReport) {
  return {
    schema: 'volsyncctl/cleanup/v1',
    outcome,
    time: rfc3339(time),
    isDryRun,
    objects: objects.map(objectDocument),
    /** Kinds that could not be read. */
    unread,
    warnings: notes,
  };
}

/** Output of `-o name`: the objects that are or would be removed, as kubectl accepts them. */
export function cleanupNames({ objects }: CleanupReport, isAll = false): readonly string[] {
  return objects.filter(({ end }) => end !== 'left').map((object) => objectName(types[object.kind], object, isAll));
}

function objectDocument({
  kind,
  namespace,
  name,
  uid,
  madeBy,
  owner,
  createdAt,
  size,
  decision,
  ...object
}: CleanedUp) {
  const { action, reason, message } = decision;
  const hint = decision.action === 'leave' ? decision.hint : undefined;
  const { end, failure } = object;
  const made = { madeBy, owner, createdAt: rfc3339(createdAt), capacity: size };
  return { kind, namespace, name, uid, ...made, action, reason, message, hint, state: end, error: failure?.message };
}

const types: Readonly<Record<LeftoverKind, string>> = {
  Pod: 'pod',
  PersistentVolumeClaim: 'persistentvolumeclaim',
  VolumeSnapshot: 'volumesnapshot.snapshot.storage.k8s.io',
  ReplicationDestination: 'replicationdestination.volsync.backube',
  VolumeSnapshotContent: 'volumesnapshotcontent.snapshot.storage.k8s.io',
  ConfigMap: 'configmap',
  Lease: 'lease.coordination.k8s.io',
};
