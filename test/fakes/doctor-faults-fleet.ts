import type { Fault } from './doctor-faults-cluster.ts';
import { drilledSource, provenDrill } from './drilled-source.ts';
import { sourceObject } from './fleet-objects.ts';
import {
  admissionWith,
  bareJob,
  appSource,
  claim,
  factsWith,
  healthyFacts,
  hidden,
  listed,
  statusOf,
  withSource,
} from './doctor-facts.ts';

const made = { 'app.kubernetes.io/created-by': 'volsync' };
const unanswered = { kind: 'unknown', why: 'You may not create that.' } as const;
const old = '2026-11-23T14:00:00Z';
const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => statusOf(appSource({}, {}, `app-${index}`)));

const large = (schedule: string, lastSyncDuration: string, name: string) => {
  const source = appSource({}, { trigger: { schedule } }, name);
  return statusOf({ ...source, status: { ...source.status, lastSyncDuration } });
};

/** By rule, for the fleet. */
export const fleetFaults: Readonly<Record<string, Fault>> = {
  drill: {
    problem: withSource(drilledSource({ verdict: 'unprotected', proven: provenDrill })),
    seen: /the last drill, 60m ago, ended unprotected \(damaged\); the last that passed had data of 2d ago/,
  },
  'last-sync-unknown': {
    problem: healthyFacts(),
    seen: /never/,
    unseen: withSource(sourceObject({}, { latestMoverStatus: { result: 'Successful' } })),
  },
  'colliding-schedules': {
    problem: factsWith({ sources: crowd(6), admission: admissionWith({ job: bareJob }) }),
    seen: /6 backups start at 2026-11-23T16:00:00/,
    unseen: factsWith({ sources: crowd(6), admission: admissionWith({ answer: unanswered }) }),
  },
  'large-backups': {
    problem: factsWith({
      sources: [
        large('0 2 * * *', '2h30m0s', 'photos'),
        large('0 3 * * *', '1h0m0s', 'media'),
        large('30 3 * * *', '10m0s', 'mail'),
        // Finished by then, and small.
        large('0 1 * * *', '1h30m0s', 'wiki'),
        large('30 3 * * *', '9m59s', 'chat'),
      ],
    }),
    seen: /3 large backups will run at the same time at 2026-11-24T03:30:00/,
  },
  'unprotected-pvc': {
    problem: factsWith({
      objects: { claims: listed(claim, { metadata: { name: 'photos', namespace: 'home' } }) },
    }),
    seen: /one PVC has no ReplicationSource: photos/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
  leftovers: {
    problem: factsWith({
      objects: {
        claims: listed(claim, {
          metadata: { name: 'volsync-gone-src', namespace: 'home', labels: made, creationTimestamp: old },
        }),
      },
    }),
    seen: /one object of VolSync without an owner: pvc\/volsync-gone-src/,
    unseen: factsWith({ objects: { claims: hidden } }),
  },
};
