import { describe, expect, it } from 'vitest';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const syncing = { lastSyncStartTime: '2026-11-23T15:23:40Z' };
const noSync = { lastSyncTime: '', latestMoverStatus: {}, nextSyncTime: '' };

function judge(object: ReplicationSource, named?: { readonly hasSecret: boolean; readonly hasClaim: boolean }) {
  return sourceStatus({ kind: 'replicationsource', object, mover: { kind: 'not-looked' }, now, named });
}

/** State, then each problem as `level reason`. */
function verdict(object: ReplicationSource): readonly string[] {
  const { state, problems } = judge(object);
  return [state, ...problems.map(({ level, reason }) => `${level} ${reason}`)];
}

const broken = {
  type: 'Synchronizing',
  status: 'False',
  reason: 'Error',
  message: 'unsupported copyMethod: x',
} as const;

describe('a source that was applied less than a minute ago', () => {
  const aged = (seconds: number, change: Parameters<typeof sourceObject>[1] = {}): ReplicationSource => {
    const object = sourceObject({}, { ...noSync, ...change });
    const creationTimestamp = new Date(now.getTime() - seconds * 1000).toISOString();
    return { ...object, metadata: { ...object.metadata, creationTimestamp } };
  };
  const named = { hasSecret: false, hasClaim: false };

  it.each<[string, ReplicationSource, readonly string[]]>([
    ['is starting', aged(5), ['starting', 'unknown starting']],
    ['whose first sync runs', aged(59, syncing), ['starting', 'unknown starting']],
    ['a minute later has no backup', aged(60, syncing), ['never-synced', 'bad never-synced']],
    ['that has a sync is judged by it', aged(5, { ...syncing, lastSyncTime: '2026-11-23T15:23:55Z' }), ['no-evidence']],
    [
      'fails for a reason that time does not mend',
      aged(5, { conditions: [broken] }),
      ['error', 'bad error', 'unknown starting'],
    ],
  ])('%s', (_what, object, expected) => {
    expect(verdict(object).slice(0, expected.length)).toEqual(expected);
  });

  it('may wait for what it names, and is neither good nor bad', () => {
    const judged = judge(aged(5), named);
    expect(judged.problems).toEqual([
      {
        reason: 'starting',
        details: [],
        level: 'unknown',
        message: expect.stringMatching(/^the app is starting: no backup yet; .*Secret.*; .*PVC/) as string,
        hides: ['secret-missing', 'source-missing', 'never-synced'],
        hint: undefined,
      },
    ]);
  });
});
