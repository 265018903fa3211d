import { Failure } from '../../src/errors.ts';
import type { AppVerdict, VerifyReport } from '../../src/repository/verify-result.ts';
import { protectedApp, unknownApp, unprotected } from '../../src/volsync/verdict.ts';
import { snapshotAt, wholeId } from './repository-objects.ts';

/** Text from a cluster that must not get through. */
export const hostile = 'a\u001b[2Jb\u0007c\u009bd\u202ee\nf ]]> <x y="z"> & \'\ufffe\uffff\ud800g';

const unseen = {
  newest: undefined,
  dataTime: undefined,
  snapshots: undefined,
  promised: undefined,
  repository: undefined,
  seenAt: undefined,
  warnings: [],
};
const newest = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
const seenAt = new Date('2026-11-23T15:24:05Z');

export const web: AppVerdict = {
  namespace: 'home',
  name: 'web',
  ...protectedApp,
  newest: { ...newest, summary: { files: 8112, bytes: 1_288_490_189, bytesAdded: 1014, bytesStored: 862 } },
  dataTime: newest.time,
  snapshots: 3,
  promised: 29,
  repository: '/repository/web',
  seenAt,
  warnings: [],
};
export const stale: AppVerdict = {
  ...web,
  name: 'mail',
  ...unprotected(
    'stale',
    'the newest snapshot is older than the schedule "0 * * * *" allows, and that by very much indeed',
    {
      hint: 'volsyncctl status mail -n home',
    },
  ),
  newest: { ...newest, summary: undefined },
  snapshots: 29,
};
export const hidden: AppVerdict = {
  namespace: 'media',
  name: 'radarr',
  ...unknownApp('repository-unreachable', 'the repository did not answer in 30s: NFS nas:/vault', {
    details: ['mount: no route'],
  }),
  ...unseen,
};

export function reportOf(apps: readonly AppVerdict[], failures: readonly Failure[] = []): VerifyReport {
  const pods = apps.length === 0 ? [] : [{ namespace: 'home', name: 'volsyncctl-verify-x' }];
  return {
    depth: 'snapshots',
    apps,
    failures,
    outcome: 'unprotected',
    time: seenAt,
    tookMs: 4123,
    pods,
  };
}

export const absent = new Failure('not-found', 'There is no ReplicationSource wbe in namespace home.');
