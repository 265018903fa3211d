import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { findWorkloads } from '../../src/workloads/find-workloads.ts';
import { metaOf } from '../fakes/claim-facts.ts';
import { place, planned, worldOfWeb } from '../fakes/in-place/controllers.ts';

const scaler = {
  metadata: metaOf('web-hpa'),
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 1 },
};

it('finds what mounts a claim, with its autoscalers', async () => {
  const world = worldOfWeb();
  world.cluster.put(resources.horizontalPodAutoscalers, scaler);
  const { workloads, refusals, objects } = await findWorkloads(place, world);
  expect(workloads).toEqual([{ ...planned, autoscalers: ['web-hpa'] }]);
  expect(refusals).toEqual([]);
  expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'HorizontalPodAutoscaler']);
});

it.each(['pods', 'replicasets', 'jobs', 'deployments', 'statefulsets', 'cronjobs', 'horizontalpodautoscalers'])(
  'says nothing of what it could not see: %s',
  async (resource) => {
    const world = worldOfWeb();
    world.cluster.forbid({ verb: 'list', resource });
    await expect(findWorkloads(place, world)).rejects.toMatchObject({ kind: 'forbidden' });
  },
);
