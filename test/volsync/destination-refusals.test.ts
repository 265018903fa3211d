import { expect, it } from 'vitest';
import { destinationRefusals, isOverwrittenBy, overwrittenAmong } from '../../src/volsync/destination-refusals.ts';
import type { ReplicationDestination, ReplicationSource } from '../../src/volsync/types.ts';
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

it('finds for a fleet what a comparison of each with each finds', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl' };
  const sources = ['web', 'web', 'mail', undefined].flatMap((sourcePVC, index) =>
    ['home', 'media'].map((namespace) => ({ metadata: { name: `source-${index}`, namespace }, spec: { sourcePVC } })),
  ) as ReplicationSource[];
  const specs = [{ restic }, { trigger: {}, rclone: { destinationPVC: 'mail' } }, { restic: { repository: 'r' } }];
  const destinations = specs.flatMap((spec) =>
    ['home', 'media', 'other'].flatMap((namespace) =>
      [undefined, labels].map((own) => ({ metadata: { name: 'd', namespace, labels: own }, spec })),
    ),
  ) as ReplicationDestination[];
  const overwrites = overwrittenAmong(sources);
  const found = destinations.map(overwrites);
  expect(found).toEqual(destinations.map((one) => sources.find((source) => isOverwrittenBy(source, one))));
  expect(found.filter((source) => source !== undefined)).toHaveLength(4);
});
