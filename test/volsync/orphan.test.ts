import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../../src/kubernetes/objects.ts';
import { claimsNamedBy, ownership } from '../../src/volsync/orphan.ts';
import { destinationObject, sourceObject } from '../fakes/fleet-objects.ts';

const claim = 'PersistentVolumeClaim';
const owners = {
  sources: [sourceObject()],
  destinations: [destinationObject({ restic: { destinationPVC: 'data' } }, {}, 'back')],
  claims: [{ metadata: { name: 'wanted', namespace: 'home', uid: 'wanted-uid' } }],
};

function made(name: string, metadata: Partial<ObjectMeta> = {}) {
  return { metadata: { name, namespace: 'home', ...metadata } };
}

function owned(kind: string, name: string, uid: string) {
  return { ownerReferences: [{ apiVersion: 'volsync.backube/v1alpha1', kind, name, uid }] };
}

describe('ownership', () => {
  it.each<[string, string, Partial<ObjectMeta>, string]>([
    ['by a source', 'anything', owned('ReplicationSource', 'web', 'source-web'), claim],
    ['by a claim that is filled', 'vs-prime-1', owned('PersistentVolumeClaim', 'wanted', 'wanted-uid'), claim],
    ['by the label of what is cleaned up', 'anything', { labels: { 'volsync.backube/cleanup': 'source-web' } }, claim],
    ['by name: a cache', 'volsync-src-web-cache', {}, claim],
    ['by name: a cache before 0.13', 'volsync-web-cache', {}, claim],
    ['by name: syncthing', 'volsync-web-config', {}, claim],
    ['by name: a copy', 'volsync-web-src', {}, 'VolumeSnapshot'],
    ['by name: what is restored', 'volsync-back-bootstrap-dest', {}, claim],
    ['by name: the image of a claim', 'data-20261124104806', {}, 'VolumeSnapshot'],
  ])('%s', (_title, name, metadata, kind) => {
    expect(ownership(made(name, metadata), kind, owners)).toEqual({ kind: 'owned' });
  });

  it.each<[string, string, Partial<ObjectMeta>, string | undefined]>([
    [
      'its source is gone',
      'volsync-src-old-cache',
      owned('ReplicationSource', 'old', 'old-uid'),
      'ReplicationSource old',
    ],
    [
      'its source was created again',
      'volsync-src-web-cache',
      owned('ReplicationSource', 'web', 'old-uid'),
      'ReplicationSource web',
    ],
    [
      'no owner is written on it',
      'volsync-src-old-cache',
      { labels: { 'volsync.backube/cleanup': 'old-uid' } },
      undefined,
    ],
    ['only another namespace has its owner', 'volsync-src-web-cache', { namespace: 'media' }, undefined],
  ])('of nobody: %s', (_title, name, metadata, owner) => {
    expect(ownership(made(name, metadata), claim, owners)).toEqual({ kind: 'orphan', owner });
  });

  it('by a kind that is not looked at is not known to be gone', () => {
    const object = made('kopia-cache', owned('KopiaMaintenance', 'daily', 'k'));
    expect(ownership(object, claim, owners)).toEqual({ kind: 'foreign', owner: 'KopiaMaintenance daily' });
  });
});

describe('claimsNamedBy', () => {
  it('names source, destination and volumes of movers, whatever the mover', () => {
    const moverVolumes = [
      { mountPath: 'a', volumeSource: { persistentVolumeClaim: { claimName: 'repository' } } },
      { mountPath: 'b', volumeSource: { nfs: { server: 'nas', path: '/' } } },
    ];
    expect(claimsNamedBy(sourceObject({ restic: { moverVolumes } }))).toEqual(['web', 'repository']);
    const rclone = { destinationPVC: 'kept' };
    expect(claimsNamedBy({ metadata: { name: 'x' }, spec: { rclone } })).toEqual(['kept']);
    expect(claimsNamedBy({ metadata: { name: 'x' } })).toEqual([]);
  });
});
