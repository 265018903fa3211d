import { describe, expect, it } from 'vitest';
import { destinationStatus } from '../../src/volsync/destination-state.ts';
import { isStartOfNewApp } from '../../src/volsync/new-app.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';
import { destinationObject, emptyLog, newSource, nothingLog, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const notLooked = { mover: { kind: 'not-looked' }, named: undefined, now } as const;
const created = `created restic repository ae815709a9 at /repository/web\n${nothingLog}`;

/** It restored nothing at 14:40; the app's own last backup began at 15:00. */
function restoredNothing(spec: ReplicationDestination['spec'] = {}, logs = created): ReplicationDestination {
  const latestMoverStatus = { result: 'Successful' as const, logs };
  return destinationObject(
    { restic: { repository: 'web-volsync' }, ...spec },
    { lastSyncTime: '2026-11-23T14:40:00Z', latestMoverStatus },
  );
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
    expect(isStart(restoredNothing(), sourceObject())).toBe(true);
  });

  it.each<[string, ReplicationDestination, readonly ReplicationSource[]]>([
    ['without any app', restoredNothing(), []],
    ['before the first backup', restoredNothing(), [newSource()]],
    [
      'where the volume was empty since',
      restoredNothing(),
      [sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } })],
    ],
    ['from a repository that was there already', restoredNothing({}, nothingLog), [sourceObject()]],
    [
      'after the last backup',
      { ...restoredNothing(), status: { ...restoredNothing().status, lastSyncTime: '2026-11-23T15:10:00Z' } },
      [sourceObject()],
    ],
    ['from another repository', restoredNothing({ restic: { repository: 'other' } }), [sourceObject()]],
    [
      'from other volumes',
      restoredNothing({
        restic: { repository: 'web-volsync', moverVolumes: [{ mountPath: 'nas', volumeSource: {} }] },
      }),
      [sourceObject()],
    ],
    [
      'although it asks for a moment',
      restoredNothing({ restic: { repository: 'web-volsync', restoreAsOf: '2026-11-20T00:00:00Z' } }),
      [sourceObject()],
    ],
    [
      'in another namespace',
      restoredNothing(),
      [{ ...sourceObject(), metadata: { ...sourceObject().metadata, namespace: 'media' } }],
    ],
  ])('is none %s', (_case, destination, sources) => {
    expect(isStart(destination, ...sources)).toBe(false);
  });
});
