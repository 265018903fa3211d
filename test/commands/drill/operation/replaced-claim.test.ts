import { expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { drilled, drillWorld } from '../../../fakes/drill-world.ts';

it('a drill proves nothing where its PVC was deleted and created again', async () => {
  const world = drillWorld();
  world.cluster.afterCreate(resources.replicationDestinations, ({ spec }) => {
    const key = { namespace: 'home', name: spec?.restic?.destinationPVC ?? '' };
    world.cluster.remove(resources.persistentVolumeClaims, key);
    world.cluster.put(resources.persistentVolumeClaims, { metadata: { ...key, uid: 'another' } });
  });
  const { app } = await drilled(world);
  expect(app).toMatchObject({ verdict: 'unknown', outcome: 'failed', check: undefined });
  expect(app.message).toMatch(/was deleted and created again during the restore: nothing is proven$/);
});
