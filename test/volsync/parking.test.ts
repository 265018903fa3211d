import { describe, expect, it } from 'vitest';
import { firesAtOnce, isSameTrigger, parking, unrestOf } from '../../src/volsync/parking.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-24T20:00:00Z');
const judged = (source: ReplicationSource) => parking([source], now);
const running = { lastSyncStartTime: '2026-11-24T19:59:00Z' };
const served = { lastManualSync: 'x' };
const external = { provider: 'other' };

describe('parking', () => {
  it.each<[string, ReplicationSource, RegExp]>([
    ['syncthing', sourceObject({ syncthing: {}, restic: undefined as never }), /syncthing, which writes/],
    ['another program', sourceObject({ external, restic: undefined as never }), /by another program/],
    ['a sync that is paused in the middle', sourceObject({ paused: true }, running), /paused in the middle of a sync/],
  ])('refuses what cannot be kept quiet: %s', (_, source, words) => {
    const { sources, refusals } = judged(source);
    expect(sources).toEqual([]);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatch(/^ReplicationSource web /);
    expect(refusals[0]).toMatch(words);
  });

  it.each<[string, ReplicationSource['spec'], object | null]>([
    ['a schedule', {}, { schedule: '0 * * * *' }],
    ['no trigger', { trigger: undefined as never }, null],
    ['an empty trigger', { trigger: {} }, {}],
    [
      'an empty tag beside a schedule',
      { trigger: { schedule: '@daily', manual: '' } },
      { schedule: '@daily', manual: '' },
    ],
  ])('remembers the trigger: %s', (_, spec, triggerBefore) => {
    const source = sourceObject(spec, { lastSyncTime: '2026-11-24T19:00:00Z' });
    expect(judged(source).sources).toEqual([
      { name: 'web', uid: 'source-web', triggerBefore, scheduleMeanwhile: '00 00 01 05 *' },
    ]);
  });

  it('leaves a manual tag, served or not, and what VolSync does nothing for', () => {
    expect(judged(sourceObject({ trigger: { manual: 'x' } }, served))).toEqual({ sources: [], refusals: [] });
    expect(judged(sourceObject({ trigger: { manual: 'x', schedule: '@daily' } }))).toEqual({
      sources: [],
      refusals: [],
    });
    expect(judged(sourceObject({ restic: undefined as never }))).toEqual({ sources: [], refusals: [] });
  });

  it.each([
    ['2026-11-24T19:00:00Z', '00 00 01 05 *'],
    ['2026-04-02T00:00:00Z', '00 00 01 04 *'], // 1 May has come since: VolSync would sync at once
    ['2026-01-15T00:00:00Z', '00 00 01 01 *'],
    ['2025-10-01T00:00:00Z', '00 00 29 02 *'],
  ])('reckons from the last sync as VolSync does: %s', (lastSyncTime, schedule) => {
    expect(judged(sourceObject({}, { lastSyncTime })).sources[0]?.scheduleMeanwhile).toBe(schedule);
  });

  it('refuses a source that no schedule keeps quiet', () => {
    const { sources, refusals } = judged(sourceObject({}, { lastSyncTime: '2023-11-24T19:00:00Z' }));
    expect(sources).toEqual([]);
    expect(refusals[0]).toContain('volsyncctl trigger web -n home');
  });

  it('takes the month in which the year begins anew', () => {
    const source = sourceObject({}, { lastSyncTime: '2026-08-31T23:00:00Z' });
    const { sources } = parking([source], new Date('2026-08-31T23:30:00Z'));
    expect(sources[0]?.scheduleMeanwhile).toBe('00 00 01 02 *');
  });
});

describe('unrestOf', () => {
  const far = { trigger: { schedule: '00 00 01 05 *' } };
  it.each<[string, ReplicationSource, boolean, RegExp]>([
    [
      'a sync',
      sourceObject(far, { ...running, nextSyncTime: '2027-05-01T00:00:00Z' }),
      true,
      /sync has been running since 2026-11-24T19:59/,
    ],
    ['a new tag', sourceObject({ trigger: { manual: 'y' } }, served), false, /"y" is new/],
    ['no trigger', sourceObject({ trigger: {} }), false, /continuously/],
    ['a source made meanwhile', sourceObject(), false, /by its schedule "0 \* \* \* \*"/],
    ['VolSync that has not looked', sourceObject(far, { nextSyncTime: '2026-11-24T21:00:00Z' }), true, /not noticed/],
    ['VolSync that has not reckoned', sourceObject(far, { nextSyncTime: undefined as never }), true, /next sync: none/],
    ['a first sync to come', newSource(far), true, /has not synced yet/],
  ])('%s', (_, source, isParked, words) => {
    expect(unrestOf(source, isParked, now)).toMatch(words);
  });

  it('nothing where a source rests', () => {
    expect(unrestOf(sourceObject(far, { nextSyncTime: '2027-05-01T00:00:00Z' }), true, now)).toBeUndefined();
    expect(unrestOf(sourceObject({ trigger: { manual: 'x' } }, served), false, now)).toBeUndefined();
    expect(unrestOf(sourceObject({ restic: undefined as never }), false, now)).toBeUndefined();
  });
});

it('tells whether a schedule fires as soon as it is back', () => {
  const at = (lastSyncTime: string) => firesAtOnce(sourceObject({}, { lastSyncTime }), now);
  expect(at('2026-11-24T18:59:00Z')).toBe(true);
  expect(at('2026-11-24T19:59:00Z')).toBe(true); // 20:00 is now
  expect(at('2026-11-24T20:00:01Z')).toBe(false);
  expect(firesAtOnce(sourceObject({ trigger: undefined as never }), now)).toBe(true);
  expect(firesAtOnce(sourceObject({ trigger: { schedule: 'nonsense' } }), now)).toBe(false);
});

it('knows an empty tag from none', () => {
  expect(isSameTrigger(null, {})).toBe(false);
  expect(isSameTrigger({ schedule: 'a' }, { schedule: 'a', manual: '' })).toBe(false);
  expect(isSameTrigger({ schedule: 'a', manual: 'b' }, { manual: 'b', schedule: 'a' })).toBe(true);
});
