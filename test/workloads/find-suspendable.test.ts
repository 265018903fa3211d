import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { findSuspendable } from '../../src/workloads/find-suspendable.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { metaOf } from '../fakes/claim-facts.ts';

const by = (name: string, namespace = 'flux') => ({
  'kustomize.toolkit.fluxcd.io/name': name,
  'kustomize.toolkit.fluxcd.io/namespace': namespace,
});
const byRelease = (name: string) => ({
  'helm.toolkit.fluxcd.io/name': name,
  'helm.toolkit.fluxcd.io/namespace': 'home',
});
const setsSuspend = {
  managedFields: [{ manager: 'kustomize-controller', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }],
};
const kustomization = (name: string, parts: object = {}, spec = {}): KubeObject & { spec: object } => ({
  metadata: metaOf(name, { namespace: 'flux', ...parts }),
  spec,
});
const deployment = (labels: Readonly<Record<string, string>>) => ({
  kind: 'Deployment',
  object: { metadata: metaOf('web', { labels }) },
});
const found = (cluster: FakeCluster, ...objects: readonly { kind: string; object: KubeObject }[]) =>
  findSuspendable(objects, { cluster, signal: new AbortController().signal });
const named = ({ holds }: Awaited<ReturnType<typeof found>>) =>
  holds.map(({ kind, name, suspendBefore, why }) => [kind, name, suspendBefore, why]);

it('refuses an owner that is not there: it may be in another cluster', async () => {
  const { holds, refusals } = await found(new FakeCluster(), deployment(by('apps')));
  expect(holds).toEqual([]);
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toMatch(
    /^the labels of Deployment web say that Kustomization flux\/apps applies it, and it does not exist here/,
  );
  expect(refusals[0]).toContain(
    'kubectl label deployment web -n home kustomize.toolkit.fluxcd.io/name- kustomize.toolkit.fluxcd.io/namespace-',
  );
});

it('names the right that is missing to see an owner, and goes on', async () => {
  const cluster = new FakeCluster()
    .put(resources.kustomizations, kustomization('apps'))
    .forbid({ resource: 'helmreleases' });
  const all = await found(cluster, deployment({ ...by('apps'), ...byRelease('web') }));
  expect(all.missingRights).toMatchObject([{ verb: 'get', resource: 'helmreleases', namespace: 'home', name: 'web' }]);
  expect(all.holds).toHaveLength(1);
  expect(all.refusals).toEqual([]);
});

it('finds an owner once for all that it applies, with what its suspend was', async () => {
  const cluster = new FakeCluster().put(resources.kustomizations, kustomization('apps', {}, { suspend: true }));
  const source = { kind: 'ReplicationSource', object: { metadata: metaOf('web', { labels: by('apps') }) } };
  expect(named(await found(cluster, deployment(by('apps')), source))).toEqual([
    ['Kustomization', 'apps', true, 'applies Deployment web, ReplicationSource web'],
  ]);
});

it('finds the Kustomization of a HelmRelease, and holds it first', async () => {
  const cluster = new FakeCluster()
    .put(resources.kustomizations, kustomization('apps'))
    .put(resources.helmReleases, { metadata: metaOf('web', { labels: by('apps') }), spec: { suspend: false } });
  expect(named(await found(cluster, deployment(byRelease('web'))))).toEqual([
    ['Kustomization', 'apps', null, 'applies HelmRelease home/web'],
    ['HelmRelease', 'web', false, 'applies Deployment web'],
  ]);
});

it('climbs only where a parent would set suspend back, also in a circle', async () => {
  const cluster = new FakeCluster().put(
    resources.kustomizations,
    kustomization('apps', { labels: by('cluster'), ...setsSuspend }),
    kustomization('cluster', { labels: by('root'), ...setsSuspend }),
    kustomization('root', { labels: by('cluster'), ...setsSuspend }),
  );
  const names = named(await found(cluster, deployment(by('apps')))).map(([, name]) => name);
  expect(names).toEqual(['root', 'cluster', 'apps']);
  cluster.put(resources.kustomizations, kustomization('apps', { labels: by('cluster') }));
  expect(named(await found(cluster, deployment(by('apps')))).map(([, name]) => name)).toEqual(['apps']);
});
