import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { Resource } from '../../../../src/kubernetes/cluster.ts';
import type { KubeObject, ObjectMeta } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import type { SuspendedObject } from '../../../../src/volsync/restore-journal.ts';
import { isSuspended } from '../../../../src/volsync/suspendable-kinds.ts';
import { World } from '../../../fakes/helper-pod-world.ts';
import { key, replicasOf, scaled } from '../../../fakes/in-place/controllers.ts';
import { RestorableApp } from '../../../fakes/in-place/restorable-app.ts';
import { unframed } from '../../../fakes/unframed.ts';

let app: RestorableApp;
beforeEach(() => {
  app = new RestorableApp();
});
afterEach(() => app.remove());

interface Holder {
  readonly kind: SuspendedObject['kind'];
  readonly resource: Resource<KubeObject>;
  readonly object: KubeObject & { readonly spec?: object };
  /** What it sets on what it applies. */
  readonly mark?: Partial<ObjectMeta>;
  /** As `kubectl` takes it. */
  readonly plural: string;
}

const at = (namespace: string, name: string, parts: Partial<ObjectMeta> = {}) => ({
  metadata: { namespace, name, uid: `uid-${name}`, ...parts },
});

const holders: readonly Holder[] = [
  {
    kind: 'ScaledObject',
    resource: resources.scaledObjects,
    plural: 'scaledobjects.keda.sh',
    object: {
      ...at('home', 'web', { annotations: { 'autoscaling.keda.sh/paused-replicas': '1' } }),
      spec: { scaleTargetRef: { name: 'web' }, minReplicaCount: 1 },
    },
  },
  {
    kind: 'Application',
    resource: resources.applications,
    plural: 'applications.argoproj.io',
    object: {
      ...at('argocd', 'shop'),
      spec: { project: 'default', syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: 2 } } },
    },
    mark: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:home/web' } },
  },
  {
    kind: 'ResourceSet',
    resource: resources.resourceSets,
    plural: 'resourcesets.fluxcd.controlplane.io',
    object: { ...at('flux', 'apps'), spec: { inputs: [] } },
    mark: {
      labels: {
        'resourceset.fluxcd.controlplane.io/name': 'apps',
        'resourceset.fluxcd.controlplane.io/namespace': 'flux',
      },
    },
  },
];

/** The holder scales the app up again whenever it is stopped. */
function heldBy({ kind, resource, object, mark }: Holder): void {
  const { cluster } = app;
  cluster.put(resource, object).change(resources.deployments, key, (each) => ({
    ...each,
    metadata: { ...each.metadata, ...mark },
  }));
  cluster.afterPatch(resources.deployments, ({ spec }) => {
    const [now] = cluster.stored(resource);
    if (spec?.replicas === 0 && now !== undefined && !isSuspended(kind, now)) scaled(new World(cluster), 1, 'holder');
  });
}

/** But for its version, and for a map that the API server would drop. */
function stored({ resource }: Holder): unknown {
  const [object] = app.cluster.stored<KubeObject & { readonly spec?: unknown }>(resource);
  const { annotations = {} } = object?.metadata ?? {};
  return { spec: object?.spec, annotations };
}

const inPlace = 'web --in-place --snapshot 724684cd --enable-file-deletion --yes';

describe.each(holders)('an app that a $kind would start again', (holder) => {
  const { kind, plural } = holder;
  const { namespace = '', name } = holder.object.metadata;
  let before: unknown;
  beforeEach(() => {
    heldBy(holder);
    before = stored(holder);
  });

  it('is restored while that is suspended, which is then restored exactly', async () => {
    const { exitCode, err } = await app.restore(inPlace);
    expect(exitCode, err).toBe(0);
    expect(unframed(err)).toContain(`suspended ${kind} ${namespace}/${name}`);
    expect([stored(holder), replicasOf(app)]).toEqual([before, 1]);
    expect(app.left).toEqual(['volumesnapshots']);
    expect(app.files['changed']).toBe('as it was');
  });

  it('is shown in the plan', async () => {
    const { out } = await app.restore('web --in-place --dry-run');
    expect(unframed(out)).toContain(`suspend what undoes it  ${kind} ${namespace}/${name}`);
    expect(stored(holder)).toEqual(before);
  });

  it('has it back after an abort of a restore that was cut off', async () => {
    let during: unknown;
    app.cluster.before('create', resources.replicationDestinations, ({ isDryRun }) => {
      if (isDryRun === true) return;
      during = stored(holder);
      throw new Failure('failed', 'cut off');
    });
    expect((await app.restore(inPlace)).exitCode).toBe(8);
    expect(during).not.toEqual(before);
    expect(stored(holder)).toEqual(during);
    const { exitCode, err } = await app.restore('abort web --yes');
    expect([exitCode, stored(holder), replicasOf(app)], err).toEqual([0, before, 1]);
  });

  it('is refused where that may not be changed, and nothing is', async () => {
    app.cluster.forbid({ verb: 'patch', resource: holder.resource.plural });
    const { exitCode, err } = await app.restore(inPlace);
    expect([exitCode, app.changes]).toEqual([5, []]);
    expect(unframed(err)).toContain(`patch ${plural} "${name}" in namespace ${namespace}`);
  });
});

it('may be restored with --ignore-gitops where nothing of Argo CD may be changed', async () => {
  const [, holder] = holders;
  if (holder !== undefined) heldBy(holder);
  app.cluster.forbid({ verb: 'patch', resource: 'applications' });
  const { exitCode, out } = await app.restore('web --in-place --dry-run --ignore-gitops');
  expect(exitCode).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    '! Application argocd/shop applies Deployment web and is not suspended: it may start the app again',
  );
});

it('says that KEDA may scale the app where that may not be looked at', async () => {
  app.cluster.forbid({ verb: 'list', resource: 'scaledobjects' });
  const { exitCode, out } = await app.restore('web --in-place --dry-run');
  expect(exitCode).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('! scaledobjects.keda.sh could not be listed: whether KEDA scales');
});

it('is refused where KEDA scales the app and may not be looked at', async () => {
  app.cluster.forbid({ verb: 'list', resource: 'scaledobjects' }).put(resources.horizontalPodAutoscalers, {
    ...at('home', 'keda-hpa-web', { labels: { 'scaledobject.keda.sh/name': 'web' } }),
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  });
  const { exitCode, err } = await app.restore(inPlace);
  expect([exitCode, app.changes]).toEqual([5, []]);
  expect(err).toContain('list scaledobjects.keda.sh in namespace home');
});
