import type { RestoreToOptions } from '../../../../../src/commands/restore/to/operation/plan.ts';
import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/volsync/resources.ts';
import { planRestoreTo } from '../../../../../src/commands/restore/to/operation/restore-to.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { options, world } from '../../../../fakes/restore-to-world.ts';

const bare: RestoreToOptions = {
  ...options,
  origin: { kind: 'repository', namespace: 'home', secret: 'repo', uid: 1000, gid: undefined, volume: undefined },
};

describe('planRestoreTo of a Secret that apps have', () => {
  const nfs = (path: string) => ({ mountPath: 'repo', volumeSource: { nfs: { server: 'nas', path } } });
  const user = (name: string, path: string) =>
    sourceObject({ restic: { repository: 'repo', moverVolumes: [nfs(path)] } }, {}, name);

  it('lists the places where there are several, and begins nothing', async () => {
    const { cluster, ports } = world();
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'repo' } });
    cluster.put(resources.replicationSources, user('a', '/a'), user('b', '/b'), user('b2', '/b'));
    await expect(planRestoreTo(bare, ports)).rejects.toMatchObject({
      kind: 'usage',
      details: ['nfs:nas:/a@/mnt/repo (a)', 'nfs:nas:/b@/mnt/repo (b, b2)'],
      hint: expect.stringContaining('--repository-volume: nfs:nas:/a@/mnt/repo or nfs:nas:/b@/mnt/repo') as string,
    });
    expect(cluster.count('create', resources.pods)).toBe(0);
  });

  it('mounts what they mount where there is one', async () => {
    const { cluster, ports } = world();
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'repo' } });
    cluster.put(resources.replicationSources, user('web', '/a'));
    const { source } = await planRestoreTo(bare, ports);
    expect(source.spec?.restic?.moverVolumes).toEqual([nfs('/a')]);
  });
});
