import { describe, expect, it } from 'vitest';
import { destinationStatus } from '../../src/volsync/destination-state.ts';
import { isStartOfNewApp } from '../../src/volsync/new-app.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';
import { destinationObject, emptyLog, nothingLog, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const notLooked = { mover: { kind: 'not-looked' }, named: undefined, now } as const;
const created = `created restic repository ae815709a9 at /repository/web\n${nothingLog}`;

/** It restored nothing from 14:39:52 to 14:40; the app's own last backup began at 15:00. */
function restoredNothing(spec: ReplicationDestination['spec'] = {}, logs = created): ReplicationDestination {
  const latestMoverStatus = { result: 'Successful' as const, logs };
  return destinationObject(
    { restic: { repository: 'web-volsync' }, ...spec },
    { lastSyncTime: '2026-11-23T14:40:00Z', latestMoverStatus },
  );
}

/** A source of the app, with a backup of 15:00. */
function app(createdAt = '2026-11-23T14:39:00Z', name = 'web'): ReplicationSource {
  const source = sourceObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot' } }, {}, name);
  return { ...source, metadata: { ...source.metadata, creationTimestamp: createdAt } };
}

function isStart(object: ReplicationDestination, ...sources: readonly ReplicationSource[]): boolean {
  const destination = destinationStatus({
    kind: 'replicationdestination',
    object,
    overwrites: undefined,
    ...notLooked,
  });
  const known = sources.map((source) =>
    sourceStatus({
      kind: 'replicationsource',
      object: source,
      sharedWith: undefined,
      retainConflicts: undefined,
      ...notLooked,
    }),
  );
  return isStartOfNewApp(destination, known);
}

describe('a destination that restored nothing', () => {
  it('is the start of a new app once a backup was made into the repository that it created', () => {
    expect(isStart(restoredNothing(), app())).toBe(true);
  });

  it('is that also after hours of retries, and for a source that was added later', () => {
    const { status } = restoredNothing();
    const slow = { ...restoredNothing(), status: { ...status, lastSyncDuration: '5h0m3s' } };
    expect(isStart(slow, app('2026-11-23T09:38:00Z'))).toBe(true);
    expect(isStart(restoredNothing(), app('2026-11-23T14:50:00Z'))).toBe(true);
  });

  it.each<[string, ReplicationDestination, readonly ReplicationSource[]]>([
    ['without any app', restoredNothing(), []],
    ['of an app that is older than the restore', restoredNothing(), [app('2026-11-23T13:39:00Z')]],
    [
      'into whose repository an older app writes as well',
      restoredNothing(),
      [app(), app('2026-11-20T15:24:00Z', 'web-nas')],
    ],
    ['before the first backup', restoredNothing(), [{ ...app(), status: {} }]],
    [
      'where the volume was empty since',
      restoredNothing(),
      [{ ...app(), status: { ...app().status, latestMoverStatus: { result: 'Successful', logs: emptyLog } } }],
    ],
    ['from a repository that was there already', restoredNothing({}, nothingLog), [app()]],
    [
      'after the last backup',
      { ...restoredNothing(), status: { ...restoredNothing().status, lastSyncTime: '2026-11-23T15:10:00Z' } },
      [app()],
    ],
    ['from another repository', restoredNothing({ restic: { repository: 'other' } }), [app()]],
    [
      'from other volumes',
      restoredNothing({
        restic: { repository: 'web-volsync', moverVolumes: [{ mountPath: 'nas', volumeSource: {} }] },
      }),
      [app()],
    ],
    [
      'although it asks for a moment',
      restoredNothing({ restic: { repository: 'web-volsync', restoreAsOf: '2026-11-20T00:00:00Z' } }),
      [app()],
    ],
    ['in another namespace', restoredNothing(), [{ ...app(), metadata: { ...app().metadata, namespace: 'media' } }]],
  ])('is none %s', (_case, destination, sources) => {
    expect(isStart(destination, ...sources)).toBe(false);
  });
});
