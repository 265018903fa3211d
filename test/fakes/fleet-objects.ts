import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';

type SourceSpec = NonNullable<ReplicationSource['spec']>;
type SourceState = NonNullable<ReplicationSource['status']>;
type DestinationSpec = NonNullable<ReplicationDestination['spec']>;
type DestinationState = NonNullable<ReplicationDestination['status']>;

/** What VolSync stores of a backup that saved a snapshot. */
const backupLog = [
  'using parent snapshot be33baf0',
  'Added to the repository: 1014 B (862 B stored)',
  'processed 2 files, 31 B in 0:01',
  'snapshot 724684cd saved',
  'Restic completed in 3s',
].join('\n');

/** What VolSync stores of a restore that found a snapshot. */
const restoreLog = [
  'restoring snapshot 724684cd of [/data] at 2026-11-23 14:00:05.5 +0000 UTC by @volsync to .',
  'Restic completed in 4s',
].join('\n');

export const emptyLog = '== Directory is empty skipping backup ===';
export const nothingLog = 'No eligible snapshots found\n=== No data will be restored ===\nRestic completed in 2s';

/** A source that made its hourly backup at 15:00. Given parts replace whole parts. */
export function sourceObject(spec: SourceSpec = {}, status: SourceState = {}, name = 'web'): ReplicationSource {
  return {
    metadata: { name, namespace: 'home', uid: `source-${name}`, creationTimestamp: '2026-11-20T15:24:00Z' },
    spec: {
      sourcePVC: name,
      trigger: { schedule: '0 * * * *' },
      restic: { repository: `${name}-volsync`, copyMethod: 'Snapshot' },
      ...spec,
    },
    status: {
      lastSyncTime: '2026-11-23T15:00:12Z',
      lastSyncDuration: '12.4s',
      nextSyncTime: '2026-11-23T16:00:00Z',
      latestMoverStatus: { result: 'Successful', logs: backupLog },
      conditions: [{ type: 'Synchronizing', status: 'False', reason: 'WaitingForSchedule' }],
      ...status,
    },
  };
}

/** A source without any status, as in its first second. */
export function newSource(spec: SourceSpec = {}, name = 'web'): ReplicationSource {
  const { metadata, spec: given = {} } = sourceObject(spec, {}, name);
  return { metadata, spec: given };
}

/** The bootstrap destination of an app, which restored a snapshot three days ago. */
export function destinationObject(
  spec: DestinationSpec = {},
  status: DestinationState = {},
  name = 'web',
): ReplicationDestination {
  return {
    metadata: {
      name: `${name}-bootstrap`,
      namespace: 'home',
      uid: `destination-${name}`,
      creationTimestamp: '2026-11-20T15:24:00Z',
    },
    spec: {
      trigger: { manual: 'restore-once' },
      restic: { repository: `${name}-volsync`, copyMethod: 'Snapshot' },
      ...spec,
    },
    status: {
      lastSyncTime: '2026-11-20T15:24:20Z',
      lastSyncDuration: '8s',
      lastManualSync: 'restore-once',
      latestMoverStatus: { result: 'Successful', logs: restoreLog },
      latestImage: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'volsync-web-dest-1' },
      ...status,
    },
  };
}
