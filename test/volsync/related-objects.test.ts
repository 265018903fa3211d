import { describe, expect, it } from 'vitest';
import { isRelated } from '../../src/volsync/related-objects.ts';

const source = { metadata: { name: 'web' }, spec: { sourcePVC: 'web-data' } };
const destination = { metadata: { name: 'web' }, spec: { restic: { destinationPVC: 'restored' } } };

describe('isRelated', () => {
  it.each([
    ['ReplicationSource', 'web', true],
    ['ReplicationSource', 'web-2', false],
    ['ReplicationDestination', 'web', false],
    ['Job', 'volsync-src-web', true],
    ['Job', 'volsync-rclone-src-web', true],
    ['Job', 'volsync-dst-web', false],
    ['Job', 'volsync-src-web-x2k9z', false],
    ['Pod', 'volsync-src-web-x2k9z', true],
    ['Pod', 'volsync-src-web-admin-x2k9z', false],
    ['Pod', 'volsync-src-web', false],
    ['PersistentVolumeClaim', 'web-data', true],
    ['PersistentVolumeClaim', 'volsync-web-src', true],
    ['PersistentVolumeClaim', 'volsync-src-web-cache', true],
    ['PersistentVolumeClaim', 'web', false],
    ['VolumeSnapshot', 'volsync-web-src', true],
    ['Secret', 'web', false],
  ])('a source: %s/%s is %j', (kind, name, expected) => {
    expect(isRelated(source, 'ReplicationSource', { kind, name })).toBe(expected);
  });

  it.each([
    ['ReplicationDestination', 'web', true],
    ['Job', 'volsync-dst-web', true],
    ['PersistentVolumeClaim', 'restored', true],
    ['PersistentVolumeClaim', 'volsync-web-dest', true],
    ['VolumeSnapshot', 'restored-20261123150000', true],
    ['VolumeSnapshot', 'volsync-web-dest-20261123150000', true],
    ['VolumeSnapshot', 'restored-by-hand', false],
    ['Job', 'volsync-src-web', false],
  ])('a destination: %s/%s is %j', (kind, name, expected) => {
    expect(isRelated(destination, 'ReplicationDestination', { kind, name })).toBe(expected);
  });

  it('knows the Job of a name that is too long for one', () => {
    const name = 'a'.repeat(52);
    const owner = { metadata: { name }, spec: { sourcePVC: name } };
    expect(isRelated(owner, 'ReplicationSource', { kind: 'Job', name: 'volsync-src-b6af0329' })).toBe(true);
    expect(isRelated(owner, 'ReplicationSource', { kind: 'Pod', name: 'volsync-src-b6af0329-x2k9z' })).toBe(true);
  });
});
