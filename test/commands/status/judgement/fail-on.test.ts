import { describe, expect, it } from 'vitest';
import { checkFleet, failOnName, failOnNames, type FailOn } from '../../../../src/commands/status/judgement/fail-on.ts';
import { assessFleet, type FleetFacts } from '../../../../src/commands/status/judgement/fleet.ts';
import { destinationObject, newSource, nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');

function outcome(facts: Partial<FleetFacts>, ...failOn: FailOn): string {
  return checkFleet(assessFleet({ sources: [], destinations: [], movers: new Map(), gaps: [], ...facts }, now), failOn);
}

const ok = sourceObject();
const parked = sourceObject({ trigger: { schedule: '0 * * * *', manual: 'x' } }, { lastManualSync: 'x' }, 'parked');
const syncing = sourceObject({}, { lastSyncStartTime: '2026-11-23T15:20:00Z' });
const external = { ...ok, spec: { external: {} } };
const noLog = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: '' } });
const nothing = destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } });
const locked = {
  kind: 'failing',
  failedPods: 1,
  cause: { reason: 'locked', message: '', canHeal: true, details: [], hint: undefined },
} as const;
const hidden = { kind: 'hidden', reason: 'forbidden', why: 'no' } as const;
const gap = { kind: 'ReplicationDestination', reason: 'forbidden', message: 'no' } as const;

describe('checkFleet', () => {
  it.each<[string, Partial<FleetFacts>, FailOn, string]>([
    ['nothing wrong', { sources: [ok] }, ['any'], 'ok'],
    ['what was not asked for', { sources: [ok, parked] }, ['stale', 'failing'], 'ok'],
    ['what was asked for', { sources: [ok, parked] }, ['stale', 'parked-schedule'], 'unprotected'],
    ['anything', { sources: [ok, parked] }, ['any'], 'unprotected'],
    ['never synced', { sources: [newSource()] }, ['never-synced'], 'unprotected'],
    ['a cause', { sources: [syncing], movers: new Map([['source-web', locked]]) }, ['locked'], 'unprotected'],
    ['a destination', { sources: [], destinations: [nothing] }, ['restored-nothing'], 'unprotected'],
    ['what hides it', { sources: [syncing], movers: new Map([['source-web', hidden]]) }, ['failing'], 'unknown'],
    ['what hides something else', { sources: [syncing], movers: new Map([['source-web', hidden]]) }, ['stale'], 'ok'],
    ['a log that was not kept', { sources: [noLog] }, ['empty-source'], 'unknown'],
    ['a log that was not kept, when lateness was asked for', { sources: [noLog] }, ['stale'], 'ok'],
    ['unknown by name', { sources: [noLog] }, ['unknown'], 'unknown'],
    ['unknown as part of all', { sources: [noLog] }, ['any'], 'unknown'],
    ['an external mover, of which nothing is known', { sources: [external] }, ['stale'], 'unknown'],
    ['the worse of two', { sources: [external, parked] }, ['any'], 'unprotected'],
    ['a kind that could not be read', { sources: [ok], gaps: [gap] }, ['stale'], 'unknown'],
    ['nothing at all to check', {}, ['any'], 'unknown'],
  ])('%s', (_name, facts, failOn, expected) => {
    expect(outcome(facts, ...failOn)).toBe(expected);
  });
});

describe('failOnName', () => {
  it.each([
    ['stale', 'stale'],
    ['parked', 'parked-schedule'],
    ['parked-schedule', 'parked-schedule'],
    ['any', 'any'],
    ['sleepy', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%j', (name, expected) => {
    expect(failOnName(name)).toBe(expected);
  });

  it('knows every name that it lists', () => {
    expect(failOnNames.map(failOnName)).not.toContain(undefined);
  });
});
