import { describe, expect, it } from 'vitest';
import { newVolume } from '../../../../src/commands/doctor/rules/new-volume.ts';
import { restoredNothing } from '../../../../src/commands/doctor/rules/restored-nothing.ts';
import { suspensionAnnotation } from '../../../../src/volsync/suspension.ts';
import { claimObject } from '../../../fakes/bootstrap-facts.ts';
import { appSource, destinationStatusOf, factsWith, listed, statusOf } from '../../../fakes/doctor-facts.ts';
import { destinationObject, nothingLog } from '../../../fakes/fleet-objects.ts';

/** The app backed up at 15:00:12. */
const later = '2026-11-23T15:10:00Z';
const nothing = { latestMoverStatus: { result: 'Successful', logs: nothingLog } } as const;

function facts(claim: Parameters<typeof claimObject>[0], destination = destinationObject(), source = appSource()) {
  return factsWith({
    sources: [statusOf(source)],
    destinations: [destinationStatusOf(destination)],
    objects: { claims: listed(claimObject(claim)) },
  });
}

function suspended() {
  const parked = '0 0 1 1 *';
  const source = appSource({}, { trigger: { schedule: parked } });
  const trigger = { schedule: '0 * * * *' };
  const suspension = JSON.stringify({ by: 'anna', at: '2026-11-23T15:01:00Z', trigger, parked });
  return { ...source, metadata: { ...source.metadata, annotations: { [suspensionAnnotation]: suspension } } };
}

const said = (judged: ReturnType<typeof newVolume.judge>) =>
  judged.filter(({ outcome }) => outcome === 'problem').map(({ seen }) => seen);

describe('new-volume', () => {
  it.each([
    [
      'filled by a destination that restored nothing',
      facts({ created: later }, destinationObject({}, nothing)),
      /restored nothing/,
    ],
    ['filled by one that restored long ago', facts({ created: later }), /restored its data before that/],
    [
      'filled by nobody while suspended',
      facts({ created: later, fills: undefined }, undefined, suspended()),
      /suspended by anna/,
    ],
  ])('finds a PVC %s', (_, given, words) => {
    expect(said(newVolume.judge(given))).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ['is older than the backup', facts({})],
    [
      'was filled since by a restore after the backup',
      facts({ created: later }, destinationObject({}, { lastSyncTime: later })),
    ],
    ['is filled by nobody, and a sync will come', facts({ created: later, fills: undefined })],
  ])('says nothing of a PVC that %s', (_, given) => {
    expect(said(newVolume.judge(given))).toEqual([]);
  });
});

describe('restored-nothing', () => {
  it('takes a restore after the last backup for no new app', () => {
    expect(said(restoredNothing.judge(facts({}, destinationObject({}, nothing))))).toEqual([]);
    const since = destinationObject({}, { ...nothing, lastSyncTime: later });
    expect(said(restoredNothing.judge(facts({}, since)))).toHaveLength(1);
  });
});
