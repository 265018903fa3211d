import { expect, it } from 'vitest';
import { isBareRepository, repositorySource } from '../../src/volsync/repository-source.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const bare = { namespace: 'home', secret: 'web-volsync', uid: undefined, gid: undefined, volume: undefined };

it('names the Secret, and nothing that was not said', () => {
  const source = repositorySource(bare);
  expect(source).toEqual({
    metadata: { namespace: 'home', name: 'web-volsync' },
    spec: { restic: { repository: 'web-volsync' } },
  });
  expect(isBareRepository(source)).toBe(true);
  expect(isBareRepository(sourceObject())).toBe(false);
});

it('restores as the user that was named, who may write what is mounted', () => {
  expect(repositorySource({ ...bare, uid: 1000, gid: 2000 }).spec?.restic).toMatchObject({
    moverSecurityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 2000 },
  });
});

it('mounts the volume where VolSync can, and to be written to: a mover locks the repository', () => {
  const nfs = { server: 'nas', path: '/vault', readOnly: true };
  const mount = { name: 'repository', mountPath: '/mnt/vault' };
  expect(
    repositorySource({ ...bare, volume: { volume: { name: 'repository', nfs }, mount } }).spec?.restic,
  ).toMatchObject({
    moverVolumes: [{ mountPath: 'vault', volumeSource: { nfs: { server: 'nas', path: '/vault' } } }],
  });
  const persistentVolumeClaim = { claimName: 'repo', readOnly: true };
  const source = repositorySource({ ...bare, volume: { volume: { name: 'x', persistentVolumeClaim }, mount } });
  expect(source.spec?.restic?.moverVolumes?.[0]?.volumeSource).toEqual({
    persistentVolumeClaim: { claimName: 'repo' },
  });
});
