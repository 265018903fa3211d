import { expect, it } from 'vitest';
import type { ObjectMeta, PersistentVolumeClaim } from '../../src/kubernetes/objects.ts';
import { unprotectedClaims } from '../../src/volsync/unprotected-claims.ts';
import { destinationObject, sourceObject } from '../fakes/fleet-objects.ts';
import { claimObject } from '../fakes/bootstrap-facts.ts';

const made = { 'app.kubernetes.io/created-by': 'volsync' };
const own = claimObject();

function claim(name: string, namespace = 'home', metadata: Partial<ObjectMeta> = {}) {
  return { ...own, metadata: { ...own.metadata, name, namespace, labels: made, ownerReferences: [], ...metadata } };
}

function listed(claims: readonly PersistentVolumeClaim[]) {
  const found = unprotectedClaims({ sources: [sourceObject()], destinations: [destinationObject()], claims });
  return found.map(({ namespace, name }) => `${namespace}/${name}`);
}

it('lists what no source names, and nothing that VolSync itself has made', () => {
  const owner = { apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', name: 'web', uid: 'source-web' };
  const claims = [
    own,
    claim('wiki', 'home', { labels: {} }),
    claim('web', 'other'),
    claim('volsync-src-web-cache'),
    claim('volsync-web-bootstrap-dest'),
    claim('anything', 'home', { ownerReferences: [owner] }),
  ];
  expect(listed(claims)).toEqual(['home/wiki', 'other/web']);
});

it.each<[string, Partial<ObjectMeta>]>([
  ['photos', {}],
  ['volsync-old-dest', {}],
  ['volsync-src-web-cache', { labels: {} }],
  ['volsync-src-web-cache', { namespace: 'other' }],
])('lists what has a label or a name of VolSync alone: %s %o', (name, metadata) => {
  expect(listed([claim(name, 'home', metadata)])).toHaveLength(1);
});

it('lists the PVC that a destination has restored into directly, for apps mount it, and not one of a copy', () => {
  const claims = [claim('volsync-web-bootstrap-dest')];
  const restored = (kind: string) =>
    destinationObject({}, { latestImage: { apiGroup: '', kind, name: 'volsync-web-bootstrap-dest' } });
  const names = (kind: string) =>
    unprotectedClaims({ sources: [sourceObject()], destinations: [restored(kind)], claims }).map(({ name }) => name);
  expect(names('PersistentVolumeClaim')).toEqual(['volsync-web-bootstrap-dest']);
  expect(names('VolumeSnapshot')).toEqual([]);
});
