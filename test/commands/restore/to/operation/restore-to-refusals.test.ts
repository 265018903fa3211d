import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/volsync/resources.ts';
import { planRestoreTo } from '../../../../../src/commands/restore/to/operation/restore-to.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { options, world } from '../../../../fakes/restore-to-world.ts';

describe('planRestoreTo, before anything is made,', () => {
  it.each(['--storage-class', "the app's PVC", "the mover's cache"])(
    'refuses a StorageClass that does not exist, with those that do: of %s',
    async (where) => {
      const { cluster, ports } = world();
      const storageClass = where === '--storage-class' ? 'nosuch' : undefined;
      if (where.includes('PVC')) cluster.remove(resources.storageClasses, { namespace: '', name: 'block' });
      if (where.includes('cache')) {
        cluster.put(
          resources.replicationSources,
          sourceObject({ restic: { repository: 'web-volsync', cacheStorageClassName: 'nosuch' } }),
        );
      }
      const planning = planRestoreTo({ ...options, like: { ...options.like, storageClass } }, ports);
      await expect(planning).rejects.toMatchObject({ kind: 'not-found', hint: 'kubectl get storageclasses' });
      expect(cluster.count('create')).toBe(0);
    },
  );

  it('tells where StorageClasses may not be listed, and goes on', async () => {
    const { cluster, ports } = world();
    cluster.forbid({ resource: 'storageclasses' });
    await planRestoreTo(options, ports);
    expect(ports.events).toContainEqual({
      type: 'step',
      words: 'not checked whether StorageClass block exists: no permission to list storageclasses',
    });
  });

  it('refuses where an older CRD drops a field of the destination in silence', async () => {
    const { cluster, ports } = world();
    cluster.admit(resources.replicationDestinations, ({ spec, ...rest }) => {
      const { copyMethod = 'Direct', destinationPVC = '' } = spec?.restic ?? {};
      return { ...rest, spec: { ...spec, restic: { copyMethod, destinationPVC } } };
    });
    await expect(planRestoreTo(options, ports)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not know spec.restic.repository') as string,
    });
  });
});
