import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { findReverters } from '../../src/workloads/find-gitops.ts';
import { findSuspendable } from '../../src/workloads/find-suspendable.ts';
import type { ArgoApplication } from '../../src/volsync/gitops-owners.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { metaOf } from '../fakes/claim-facts.ts';

type Metadata = Parameters<typeof metaOf>[1];

const deployment = (metadata: Metadata) => ({ kind: 'Deployment', object: { metadata: metaOf('web', metadata) } });
const tracked = { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:home/web' } };
const instance = { labels: { 'app.kubernetes.io/instance': 'shop' } };
const ofSet = {
  labels: { 'resourceset.fluxcd.controlplane.io/name': 'apps', 'resourceset.fluxcd.controlplane.io/namespace': 'flux' },
};

function application(selfHeal: boolean | undefined, parts: ArgoApplication['spec'] = {}, namespace = 'argocd') {
  const automated = selfHeal === undefined ? undefined : { selfHeal };
  const spec = { destination: { namespace: 'home' }, syncPolicy: { ...(automated && { automated }) }, ...parts };
  return { metadata: { namespace, name: 'shop' }, spec };
}

const found = (cluster: FakeCluster, ...metadata: readonly Metadata[]) =>
  findReverters(metadata.map(deployment), { cluster, signal: new AbortController().signal });

it.each<[string, Metadata]>([
  ['its annotation', tracked],
  ['its own label', { labels: { 'argocd.argoproj.io/instance': 'shop' } }],
  ['the common label', instance],
  [
    'the annotation of an Application elsewhere',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'argocd_shop:apps/Deployment:home/web' } },
  ],
])('finds the self-healing Application by %s, with the command that switches it off', async (_by, metadata) => {
  const cluster = new FakeCluster().put(resources.applications, application(true));
  const [text, ...others] = await found(cluster, metadata);
  expect(text).toMatch(/^Argo CD \(Application argocd\/shop\) applies Deployment web and would undo/);
  expect(text).toContain('kubectl patch application shop -n argocd --type merge');
  expect(others).toEqual([]);
});

it.each<[string, ArgoApplication]>([
  ['does not heal', application(false)],
  ['is synced by hand', application(undefined)],
  [
    'has its automation switched off',
    application(true, { syncPolicy: { automated: { enabled: false, selfHeal: true } } }),
  ],
])('leaves an Application alone that %s', async (_what, one) => {
  expect(await found(new FakeCluster().put(resources.applications, one), tracked)).toEqual([]);
});

it('takes the common label for a chart where no Application of that name applies to the namespace', async () => {
  expect(await found(new FakeCluster(), instance)).toEqual([]);
  const other = application(true, { destination: { namespace: 'elsewhere' } });
  expect(await found(new FakeCluster().put(resources.applications, other), instance)).toEqual([]);
  expect(await found(new FakeCluster().forbid({ resource: 'applications' }), instance)).toEqual([]);
});

it.each<[string, FakeCluster, string]>([
  ['is not here, as where Argo CD is in another cluster', new FakeCluster(), 'is not in this cluster'],
  ['may not be read', new FakeCluster().forbid({ resource: 'applications' }), 'may not be read'],
])('does not take an Application for harmless that %s', async (_what, cluster, words) => {
  const [text] = await found(cluster, tracked);
  expect(text).toContain(`Argo CD (Application shop) applies Deployment web and ${words}`);
  expect(text).toContain('argocd app set shop --self-heal=false');
});

it('names one that applies several objects once', async () => {
  const cluster = new FakeCluster().put(resources.applications, application(true));
  expect(await found(cluster, tracked, tracked)).toHaveLength(1);
  expect(cluster.count('list', resources.applications)).toBe(1);
});

it.each<[string, FakeCluster, boolean]>([
  ['there', new FakeCluster().put(resources.resourceSets, set({})), true],
  ['not there', new FakeCluster(), true],
  ['not to be read', new FakeCluster().forbid({ resource: 'resourcesets' }), true],
  [
    'switched off',
    new FakeCluster().put(resources.resourceSets, set({ 'fluxcd.controlplane.io/reconcile': 'disabled' })),
    false,
  ],
])('finds the ResourceSet that applies an object: %s', async (_what, cluster, isFound) => {
  const texts = await found(cluster, ofSet);
  expect(texts).toHaveLength(isFound ? 1 : 0);
  if (!isFound) return;
  expect(texts[0]).toMatch(/^ResourceSet flux\/apps applies Deployment web/);
  expect(texts[0]).toContain('kubectl annotate resourceset apps -n flux fluxcd.controlplane.io/reconcile=disabled');
});

it('follows a ResourceSet that applies the HelmRelease that applies the app', async () => {
  const release = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'home' };
  const cluster = new FakeCluster().put(resources.resourceSets, set({})).put(resources.helmReleases, {
    metadata: metaOf('web', ofSet),
  });
  const ports = { cluster, signal: new AbortController().signal };
  const app = deployment({ labels: release });
  const { objects } = await findSuspendable([app], ports);
  const [text, ...others] = await findReverters([app, ...objects], ports);
  expect(text).toMatch(/^ResourceSet flux\/apps applies HelmRelease web and would undo the restore's changes: /);
  expect(others).toEqual([]);
});

function set(annotations: Readonly<Record<string, string>>) {
  return { metadata: { namespace: 'flux', name: 'apps', annotations } };
}
