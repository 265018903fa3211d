import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../src/commands/status/judgement/fleet.ts';
import { momentsOf, currentTime } from '../../src/volsync/current-time.ts';
import { destinationObject, newSource, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');

describe('presentOf', () => {
  it("is this machine's time, but for what the cluster has seen since", () => {
    const ahead = new Date('2026-11-26T15:24:00Z');
    expect(currentTime(now, [])).toBe(now);
    expect(currentTime(now, [undefined, new Date('2026-11-20T00:00:00Z'), new Date('2026-11-23T15:24:30Z')])).toBe(now);
    expect(currentTime(now, [ahead, undefined])).toEqual(ahead);
  });

  it('knows the moments that an object tells of', () => {
    const source = sourceObject({}, { lastSyncStartTime: '2026-11-23T16:00:00Z' });
    const managedFields = [{ manager: 'x', time: '2026-11-24T00:00:00Z' }];
    const moments = momentsOf({ ...source, metadata: { ...source.metadata, managedFields } });
    expect(currentTime(now, moments)).toEqual(new Date('2026-11-24T00:00:00Z'));
    expect(currentTime(now, momentsOf(newSource()))).toBe(now);
  });
});

it('a machine whose clock is behind does not take for fresh what another app shows to be stale', () => {
  const stale = sourceObject();
  const fresh = sourceObject(
    {},
    { lastSyncTime: '2026-11-26T15:00:12Z', nextSyncTime: '2026-11-26T16:00:00Z' },
    'mail',
  );
  const states = (sources: readonly (typeof stale)[]) =>
    assessFleet({ sources, destinations: [destinationObject()], movers: new Map(), gaps: [] }, now).sources.map(
      ({ object, problems }) => [object.metadata.name, ...problems.map(({ reason }) => reason)].join(' '),
    );
  expect(states([stale])).toEqual(['web']);
  expect(states([stale, fresh])).toEqual([expect.stringMatching(/^web (?:not-started|stale)/), 'mail']);
});
