import { expect, it } from 'vitest';
import { restoreDestination } from '../../src/restore/restore-destination.ts';
import type { ResticSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

function resticOf(restic: ResticSource, previous = 0) {
  const source = sourceObject({ sourcePVC: 'web', restic });
  const metadata = { namespace: 'home', name: 'volsyncctl-restore-01234567' };
  const what = { metadata, source, claim: 'new', tag: 'run', restoreAsOf: '2026-11-22T23:00:00Z', previous };
  return restoreDestination({ ...what, deletesExtraFiles: true }).spec?.restic;
}

const own = {
  repository: 'web-volsync',
  customCA: { secretName: 'ca', key: 'ca.crt' },
  cacheCapacity: '2Gi',
  moverServiceAccount: 'mover',
  moverSecurityContext: { runAsUser: 4000 },
  moverPodLabels: { a: 'b' },
  moverAffinity: { nodeAffinity: {} },
  moverResources: { limits: { memory: '1Gi' } },
  moverVolumes: [{ mountPath: 'x', volumeSource: { nfs: { server: 'nas', path: '/x' } } }],
};

it('works as the mover of the source does, once and into the volume itself', () => {
  expect(resticOf({ ...own, cacheStorageClassName: 'fast', cacheAccessModes: ['ReadWriteOnce'] })).toEqual({
    ...own,
    cacheStorageClassName: 'fast',
    cacheAccessModes: ['ReadWriteOnce'],
    copyMethod: 'Direct',
    destinationPVC: 'new',
    restoreAsOf: '2026-11-22T23:00:00Z',
    enableFileDeletion: true,
    cleanupCachePVC: true,
  });
});

it('copies nothing that is about the backup and its copies', () => {
  const restic = resticOf({
    ...{ repository: 'r', copyMethod: 'Snapshot', capacity: '5Gi', volumeSnapshotClassName: 'snap' },
    ...{ retain: { hourly: 1 }, pruneIntervalDays: 7, unlock: 'x' },
  });
  expect(Object.keys(restic ?? {}).sort()).toEqual([
    ...['cleanupCachePVC', 'copyMethod', 'destinationPVC', 'enableFileDeletion', 'repository', 'restoreAsOf'],
  ]);
});

it('puts the cache where that of the source is, also where only its copies say so', () => {
  expect(resticOf({ repository: 'r', storageClassName: 'block', accessModes: ['ReadWriteMany'] })).toMatchObject({
    cacheStorageClassName: 'block',
    cacheAccessModes: ['ReadWriteMany'],
  });
});

it('counts back only where it is asked to', () => {
  expect(resticOf({ repository: 'r' }, 2)).toMatchObject({ previous: 2 });
});
