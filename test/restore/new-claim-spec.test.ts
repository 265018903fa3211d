import { expect, it } from 'vitest';
import type { PersistentVolumeClaim } from '../../src/kubernetes/objects.ts';
import { newClaimSpec, type ClaimOptions } from '../../src/restore/new-claim-spec.ts';
import { snapshotAt } from '../fakes/repository-objects.ts';

const original: PersistentVolumeClaim = {
  metadata: { namespace: 'home', name: 'web' },
  spec: {
    accessModes: ['ReadWriteMany'],
    storageClassName: 'block',
    volumeMode: 'Filesystem',
    volumeName: 'pvc-1',
    resources: { requests: { storage: '1Gi' } },
    dataSource: { kind: 'ReplicationDestination', name: 'web' },
    dataSourceRef: { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: 'web' },
  },
};
const mebi = 1024 * 1024;
const nothing: ClaimOptions = { capacity: undefined, storageClass: undefined };
const like = (change: Partial<ClaimOptions>) => ({ ...nothing, ...change });

function snapshotOf(bytes: number, files = 10) {
  return snapshotAt('2026-11-22T23:00:00Z', {
    summary: { files, bytes, bytesAdded: undefined, bytesStored: undefined },
  });
}

const old = snapshotAt('2026-11-22T23:00:00Z', { summary: undefined });

it('is like the one of the app, and is not filled from where that is', () => {
  expect(newClaimSpec(original, snapshotOf(mebi), nothing)).toEqual({
    kind: 'claim',
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: 'block',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '1Gi' } },
    },
  });
});

it.each<[string, Parameters<typeof newClaimSpec>, string]>([
  ['the app’s, where the data fits', [original, snapshotOf(900 * mebi), nothing], '1Gi'],
  ['more than the app’s, where it does not', [original, snapshotOf(2000 * mebi), nothing], '2265Mi'],
  ['room for many small files', [original, snapshotOf(mebi, 1_000_000), nothing], '4362Mi'],
  ['the app’s, where an old snapshot does not say its size', [original, old, nothing], '1Gi'],
  ['what the data needs, where there is no app', [undefined, snapshotOf(100 * mebi, 0), nothing], '175Mi'],
  ['what was asked for', [original, snapshotOf(mebi), like({ capacity: '10Gi' })], '10Gi'],
])('has the size: %s', (_what, [claim, snapshot, wish], size) => {
  expect(newClaimSpec(claim, snapshot, wish)).toMatchObject({ spec: { resources: { requests: { storage: size } } } });
});

it('is refused where the data cannot fit', () => {
  expect(newClaimSpec(original, snapshotOf(2 * mebi), like({ capacity: '1Mi' }))).toEqual({
    kind: 'too-small',
    bytes: 2 * mebi,
  });
});

it('is refused where nobody knows how large', () => {
  expect(newClaimSpec(undefined, old, nothing)).toEqual({ kind: 'no-size' });
});

it('has the class that was asked for, or the cluster’s', () => {
  expect(newClaimSpec(original, old, like({ storageClass: 'fast' }))).toMatchObject({
    spec: { storageClassName: 'fast' },
  });
  const made = newClaimSpec(undefined, snapshotOf(mebi), nothing);
  expect(made.kind === 'claim' && 'storageClassName' in made.spec).toBe(false);
});

it('can be written to', () => {
  const claim = { ...original, spec: { ...original.spec, accessModes: ['ReadOnlyMany'] } };
  expect(newClaimSpec(claim, old, nothing)).toMatchObject({ spec: { accessModes: ['ReadWriteOnce'] } });
});
