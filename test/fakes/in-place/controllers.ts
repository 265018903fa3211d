import type { Deployment } from '../../../src/kubernetes/objects.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { StoppedWorkload } from '../../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { metaOf, ownedBy, podWith, workload } from '../claim-facts.ts';
import { World } from '../helper-pod-world.ts';

export const key = { namespace: 'home', name: 'web' };
export const place = { namespace: 'home', claim: 'web' };

/** The Deployment of a restore's plan. */
export const planned: StoppedWorkload = {
  kind: 'Deployment',
  name: 'web',
  uid: 'uid-web',
  replicas: 1,
  wasReady: true,
  autoscalers: [],
};

/** The Deployment web with one pod that mounts the PVC; only the test acts on it. */
export function worldOfWeb(replicas = 1): World {
  const cluster = new FakeCluster()
    .put(resources.deployments, {
      ...workload(metaOf('web', { generation: 1 }), { replicas }),
      status: seen(1, replicas),
    })
    .put(resources.replicaSets, workload(metaOf('web-7d', ownedBy('Deployment', 'web')), { replicas }));
  if (replicas > 0) cluster.put(resources.pods, webPod());
  return new World(cluster);
}

export function webPod(name = 'web-7d-x') {
  return podWith(metaOf(name, ownedBy('ReplicaSet', 'web-7d')));
}

/** The status that the Deployment's controller writes. */
export function seen(
  observedGeneration: number,
  replicas: number,
  readyReplicas = replicas,
): NonNullable<Deployment['status']> {
  return { observedGeneration, replicas, ...(readyReplicas > 0 && { readyReplicas }) };
}

/** Counts generations like the server; removes or creates the pod immediately, like the controllers. */
export function withControllers(world: World, onScaled: (replicas: number) => void = () => undefined): World {
  const { cluster } = world;
  cluster.afterPatch(resources.deployments, (now, before) => {
    const replicas = now.spec?.replicas ?? 1;
    if (replicas === before.spec?.replicas) return;
    scaled(world, replicas);
    onScaled(replicas);
  });
  return world;
}

/** As `withControllers` does after a patch. */
export function scaled({ cluster }: World, replicas: number, manager = 'volsyncctl'): void {
  const pod = { ...key, name: webPod().metadata.name };
  if (cluster.stored(resources.pods).some(({ metadata }) => metadata.name === pod.name))
    cluster.remove(resources.pods, pod);
  if (replicas > 0) cluster.put(resources.pods, webPod());
  cluster.change(resources.deployments, key, (object) => {
    const generation = (object.metadata.generation ?? 0) + 1;
    const managedFields = [{ manager, fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
    const metadata = { ...object.metadata, generation, managedFields };
    return { ...object, metadata, spec: { ...object.spec, replicas }, status: seen(generation, replicas) };
  });
}

/** All reported events, in order. */
export function told({ events }: World): readonly string[] {
  return events.map((each) =>
    each.type === 'step' ? each.words : each.type === 'left' ? `left ${each.what}: ${each.hint}` : each.type,
  );
}

/** The Deployment's present replicas. */
export function replicasOf({ cluster }: Pick<World, 'cluster'>): number | undefined {
  return cluster.stored(resources.deployments)[0]?.spec?.replicas;
}
