import { expect, it } from 'vitest';
import { busyDocument } from '../../../../src/commands/status/json/busy.ts';
import { busyIn, outcomeOfBusy } from '../../../../src/commands/status/judgement/busy.ts';
import { assessFleet, type FleetFacts, type Gap } from '../../../../src/commands/status/judgement/fleet.ts';
import { renderBusy } from '../../../../src/commands/status/text/busy.ts';
import type { MoverObservation } from '../../../../src/volsync/mover-observation.ts';
import { openRestoreAnnotation } from '../../../../src/volsync/open-restore.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../../src/volsync/types.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const now = new Date('2026-11-23T15:30:00Z');
const syncing = { lastSyncStartTime: '2026-11-23T15:26:00Z' };
const nothing: FleetFacts = { sources: [], destinations: [], movers: new Map(), gaps: [] };

interface Facts {
  readonly source?: ReplicationSource;
  readonly destination?: ReplicationDestination;
  readonly mover?: MoverObservation;
  readonly gaps?: readonly Gap[];
}

function busyOf({ source, destination, mover, gaps = [] }: Facts) {
  const uid = source?.metadata.uid ?? '';
  const facts = {
    ...nothing,
    sources: source === undefined ? [] : [source],
    destinations: destination === undefined ? [] : [destination],
    movers: new Map(mover === undefined ? [] : [[uid, mover]]),
    gaps,
  };
  return busyIn(assessFleet(facts, now));
}

const hidden: Gap = { kind: 'ReplicationDestination', reason: 'forbidden', message: 'cannot list' };
const failing: MoverObservation = { kind: 'failing', failedPods: 2, cause: undefined };
const unseen: MoverObservation = { kind: 'hidden', reason: 'forbidden', why: 'cannot list jobs' };
const source = sourceObject({ trigger: { schedule: '0 * * * *' } });
const marked = { ...source, metadata: { ...source.metadata, annotations: { [openRestoreAnnotation]: 'journal' } } };

it.each<[string, Facts, number, RegExp]>([
  ['nobody', { source }, 0, /^✔ no sync and no restore is running/],
  ['nothing at all', {}, 10, /no ReplicationSource or ReplicationDestination here/],
  ['a kind that is hidden', { source, gaps: [hidden] }, 10, /^\? cannot list/],
  [
    'a sync',
    { source: sourceObject({}, syncing), mover: { kind: 'working' } },
    9,
    /^⟳ home\/web {2}syncing since .* \(4m ago\), will end/,
  ],
  ['a sync, with a kind that is hidden', { source: sourceObject({}, syncing), gaps: [hidden] }, 9, /cannot list/],
  [
    'a sync that fails',
    { source: sourceObject({}, syncing), mover: failing },
    9,
    /^✗ .* will not end by itself: the mover is failing/,
  ],
  [
    'a sync that is held',
    { source: sourceObject({ paused: true }, syncing) },
    9,
    /^✗ .* will not end by itself: .*pause/,
  ],
  [
    'a sync whose mover is hidden',
    { source: sourceObject({}, syncing), mover: unseen },
    9,
    /^\? .* and may not end by itself/,
  ],
  [
    'a sync that is about to begin',
    { source: sourceObject({ trigger: { schedule: '0 * * * *' } }, { nextSyncTime: '2026-11-23T15:29:30Z' }) },
    9,
    /a sync is due since/,
  ],
  [
    'a restore of VolSync',
    { source, destination: destinationObject({}, syncing) },
    9,
    /replicationdestination home\/\S+ {2}syncing/,
  ],
  ['a restore in place', { source: marked }, 9, /being restored in place: .*\n {2}→ volsyncctl restore status web/],
])('%s', (_what, facts, code, words) => {
  const busy = busyOf(facts);
  const outcome = outcomeOfBusy(busy);
  expect(outcome).toBe({ 0: 'ok', 9: 'unprotected', 10: 'unknown' }[code]);
  expect(renderBusy(busy, plainStyle)).toMatch(words);
  expect(busyDocument(busy, outcome, undefined).busy).toHaveLength(code === 9 ? 1 : 0);
});
