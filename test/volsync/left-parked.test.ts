import { describe, expect, it } from 'vitest';
import { judgeAge } from '../../src/volsync/backup-age.ts';
import { originOf } from '../../src/commands/bootstrap-check/judgement/bootstrap-origin.ts';
import { judgeRemoval } from '../../src/commands/bootstrap-check/judgement/bootstrap-verdict.ts';
import { volumeState } from '../../src/volsync/bootstrap-volume.ts';
import { bootstrapWindow } from '../../src/commands/bootstrap-check/judgement/bootstrap-window.ts';
import { assessFleet } from '../../src/commands/status/judgement/fleet.ts';
import { leftParked } from '../../src/volsync/left-parked.ts';
import { markedSources, type OpenJournals } from '../../src/volsync/open-restore.ts';
import { parking } from '../../src/volsync/parking.ts';
import { triggerRefusal } from '../../src/volsync/trigger-refusal.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { protectedApp } from '../../src/volsync/verdict.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { factsOf, snapshot } from '../fakes/bootstrap-facts.ts';

const now = new Date('2026-11-23T15:20:00Z');
const own = snapshot('bbbb2222', '2026-11-23T15:00:05Z');

/** As `restore --in-place` parks it. */
function parkedSource(before: ReplicationSource = sourceObject(), at = now): ReplicationSource {
  const schedule = parking([before], at).sources[0]?.scheduleMeanwhile ?? '';
  return { ...before, spec: { ...before.spec, trigger: { schedule } } };
}

function removal(source: ReplicationSource) {
  const facts = factsOf({ source });
  const [volume, origin] = [volumeState(facts), originOf(facts, [own])];
  const window = bootstrapWindow({ facts, volume, origin, snapshots: [own] });
  const next = { kind: 'not-known' } as const;
  return judgeRemoval({ source, backup: protectedApp, snapshots: [own], volume, origin, window, next, missed: [] });
}

function statusOf(source: ReplicationSource, openJournals?: OpenJournals) {
  return assessFleet({ sources: [source], destinations: [], movers: new Map(), gaps: [], openJournals }, now)
    .sources[0];
}

describe('a schedule that a restore has left parked', () => {
  it.each(Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, 20))))(
    'is known whenever the restore was: %s',
    (at) => {
      const lastSyncTime = new Date(at.getTime() - 3_600_000).toISOString();
      expect(leftParked(parkedSource(sourceObject({}, { lastSyncTime }), at))?.message).toMatch(
        /left the schedule parked/,
      );
    },
  );

  it('is never idle, protected or triggered', () => {
    const source = parkedSource();
    const problem = { reason: 'parked-schedule', level: 'bad', hint: 'kubectl edit replicationsource web -n home' };
    expect(statusOf(source)).toMatchObject({ state: 'parked-schedule', problems: { 0: problem } });
    expect(removal(source)).toMatchObject({ verdict: 'unknown', reason: 'parked-schedule' });
    expect(triggerRefusal(source)).toMatchObject({ reason: 'parked-schedule', hint: problem.hint });
    const facts = { source, snapshots: [own], around: [], time: now, maxAgeMs: undefined, sharedWith: [] };
    expect(judgeAge(own, facts)).toMatchObject({ verdict: 'unknown', reason: 'parked-schedule' });
  });

  it('is not what is written like it by hand, nor one whose restore is known', () => {
    expect(leftParked(sourceObject({ trigger: { schedule: '0 0 1 5 *' } }))).toBeUndefined();
    expect(removal(sourceObject())).toMatchObject({ verdict: 'protected' });
    const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web' };
    const source = parkedSource();
    const marked = { ...source, metadata: { ...source.metadata, annotations } };
    expect(statusOf(marked)?.state).toBe('open-restore');
    expect(leftParked(marked)).toBeUndefined();
  });

  it('names the schedule that kubectl applied', () => {
    const source = parkedSource();
    const applied = (schedule: unknown) => ({
      ...source,
      metadata: {
        ...source.metadata,
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: { trigger: { schedule } } }),
        },
      },
    });
    expect(leftParked(applied('0 * * * *'))?.hint).toBe(
      `kubectl patch replicationsource web -n home --type merge -p '{"spec":{"trigger":{"schedule":"0 * * * *"}}}'`,
    );
    expect(leftParked(applied(7))?.hint).toBe('kubectl edit replicationsource web -n home');
    expect(leftParked(applied(source.spec?.trigger?.schedule))?.hint).toBe(
      'kubectl edit replicationsource web -n home',
    );
  });
});

it('a removal is unknown where the journal of a mark is gone, and no where it is there', () => {
  const source = sourceObject();
  const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web' };
  const marked = { ...source, metadata: { ...source.metadata, annotations } };
  const journal = { namespace: 'home', app: 'web', claim: 'web', name: 'volsyncctl-restore-web' };
  const verdictWith = (known: OpenJournals['known']) =>
    markedSources([marked], { known, unread: [], isComplete: true }).map((one) => removal(one).verdict);
  expect([verdictWith([]), verdictWith([journal])]).toEqual([['unknown'], ['unprotected']]);
});
