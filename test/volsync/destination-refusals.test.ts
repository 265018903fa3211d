import { expect, it } from 'vitest';
import { destinationRefusals } from '../../src/volsync/destination-refusals.ts';
import type { ReplicationDestination } from '../../src/volsync/types.ts';
import { destinationObject } from '../fakes/fleet-objects.ts';

const restic = { repository: 'r', copyMethod: 'Direct' as const, destinationPVC: 'web' };
const judged = (destination: ReplicationDestination) =>
  destinationRefusals({ destinations: [destination], namespace: 'home', claim: 'web' });

it.each<[string, ReplicationDestination, RegExp]>([
  ['by a schedule', destinationObject({ trigger: { schedule: '0 * * * *' }, restic }), /schedule "0 \* \* \* \*"/],
  ['all the time', destinationObject({ trigger: {}, restic }), /continuously \(it has no trigger\)/],
  ['soon', destinationObject({ trigger: { manual: 'again' }, restic }), /its manual tag "again" is new/],
  ['now', destinationObject({ restic }, { lastSyncStartTime: '2026-11-23T15:00:00Z' }), /is restoring now/],
  ['with another mover', destinationObject({ trigger: {}, rclone: { destinationPVC: 'web' } }), /continuously/],
])('refuses what writes into the volume %s', (_, destination, words) => {
  const refusals = judged(destination);
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toMatch(/^ReplicationDestination web-bootstrap writes into PVC web and /);
  expect(refusals[0]).toMatch(words);
});

it('takes one whose manual restore is done, and those of other volumes', () => {
  expect(judged(destinationObject({ restic }))).toEqual([]);
  expect(judged(destinationObject({ trigger: {}, restic: { ...restic, destinationPVC: 'other' } }))).toEqual([]);
  expect(judged(destinationObject({ trigger: {} }))).toEqual([]);
});
