import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { PersistentVolumeClaim } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { dryRunClaims } from '../../src/restore/dry-run-claims.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const gibibyte = 2 ** 30;
const claim = {
  metadata: { namespace: 'home', name: 'new' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', resources: { requests: { storage: '1Gi' } } },
};
const quota = (what: string) =>
  `PVC "x" is forbidden: exceeded quota: q, requested: ${what}, used: ${what}, limited: 1`;

/** Requests a PVC from an API server that refuses some of them. */
async function asked(isRefused: (claim: PersistentVolumeClaim) => boolean = () => false, message = '') {
  const cluster = new FakeCluster().admit(resources.persistentVolumeClaims, (made: PersistentVolumeClaim) => {
    if (isRefused(made)) throw new Failure('refused', message);
    return made;
  });
  const ports = { cluster, signal: new AbortController().signal };
  await dryRunClaims({ source: sourceObject(), run: 'r', claim }, ports).finally(() =>
    expect(cluster.stored(resources.persistentVolumeClaims)).toEqual([]),
  );
  return cluster.count('create');
}

const bytesOf = ({ spec }: PersistentVolumeClaim) => Number(spec?.resources?.requests?.['storage']);
const isForCache = ({ spec }: PersistentVolumeClaim) => spec?.storageClassName !== 'block';
const isForBoth = (made: PersistentVolumeClaim) => bytesOf(made) === 2 * gibibyte;

describe('the claims of a restore', () => {
  it('are made by nobody where nothing is in the way', async () => {
    expect(await asked()).toBe(3);
  });

  it('are refused where they name no StorageClass, and there is no default one', async () => {
    const cluster = new FakeCluster().admit(resources.persistentVolumeClaims, ({ spec, ...rest }) => {
      const { storageClassName = 'default', ...others } = spec ?? {};
      return { ...rest, spec: storageClassName === 'default' ? others : { ...others, storageClassName } };
    });
    const ports = { cluster, signal: new AbortController().signal };
    await expect(dryRunClaims({ source: sourceObject(), run: 'r', claim }, ports)).rejects.toMatchObject({
      kind: 'refused',
      details: [expect.stringMatching(/names no StorageClass, and the cluster has no default/)],
      hint: 'kubectl get storageclasses',
    });
  });

  it.each([
    ['the PVC itself', () => true, quota('requests.storage=1Gi'), /exceeded quota/],
    [
      'the cache',
      isForCache,
      quota('requests.storage=1Gi'),
      /^The cache of VolSync's mover, a PVC of 1Gi, is refused;/,
    ],
    [
      'both together',
      isForBoth,
      quota('requests.storage=2Gi'),
      /mover, 1Gi, are too much together; nothing was changed/,
    ],
    [
      'both, and one by its class',
      isForBoth,
      quota('block.storageclass.storage.k8s.io/requests.storage=2Gi,requests.storage=2Gi'),
      /are too much together/,
    ],
  ])('are refused where a quota has no room for %s', async (_what, isRefused, message, expected) => {
    await expect(asked(isRefused, message)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(expected) as string,
    });
  });

  it.each([
    [
      'a single claim',
      'PVC "x" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi',
    ],
    ['a class that only one of them may have', quota('block.storageclass.storage.k8s.io/requests.storage=2Gi')],
  ])('are not refused for their sum by what limits %s', async (_what, message) => {
    expect(await asked(isForBoth, message)).toBe(3);
  });
});
