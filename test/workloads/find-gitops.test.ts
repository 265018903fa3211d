import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { findGitOps, listApplications } from '../../src/workloads/find-gitops.ts';
import { findSuspendable } from '../../src/workloads/find-suspendable.ts';
import type { ArgoApplication, ResourceSet } from '../../src/volsync/gitops-owners.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { metaOf, ownedBy } from '../fakes/claim-facts.ts';

type Metadata = Parameters<typeof metaOf>[1];

const deployment = (metadata: Metadata) => ({ kind: 'Deployment', object: { metadata: metaOf('web', metadata) } });
const tracked = { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:home/web' } };
const instance = { labels: { 'app.kubernetes.io/instance': 'shop' } };
const ofSet = {
  labels: { 'resourceset.fluxcd.controlplane.io/name': 'apps', 'resourceset.fluxcd.controlplane.io/namespace': 'flux' },
};

function application(
  selfHeal: boolean | undefined,
  parts: ArgoApplication['spec'] = {},
  { name = 'shop', ...metadata }: Partial<ArgoApplication['metadata']> = {},
): ArgoApplication {
  const automated = selfHeal === undefined ? undefined : { selfHeal };
  const spec = { destination: { namespace: 'home' }, syncPolicy: { ...(automated && { automated }) }, ...parts };
  return { metadata: { namespace: 'argocd', uid: `uid-${name}`, ...metadata, name }, spec };
}

const web = { kind: 'Deployment', namespace: 'home', name: 'web' };
const applying = (one: ArgoApplication, ...resourcesOf: readonly object[]): ArgoApplication => ({
  ...one,
  status: { resources: resourcesOf },
});

async function found(cluster: FakeCluster, ...metadata: readonly Metadata[]) {
  const ports = { cluster, signal: new AbortController().signal };
  const applications = await listApplications(ports);
  return findGitOps(metadata.map(deployment), { applications, stoppedFor: 'backup' }, ports);
}

const none = { holds: [], objects: [], reverters: [], missingRights: [] };

it.each<[string, Metadata]>([
  ['its annotation', tracked],
  ['its own label', { labels: { 'argocd.argoproj.io/instance': 'shop' } }],
  ['the common label', instance],
  [
    'the annotation of an Application elsewhere',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'argocd_shop:apps/Deployment:home/web' } },
  ],
])('suspends the self-healing Application that an object names: by %s', async (_by, metadata) => {
  const cluster = new FakeCluster().put(resources.applications, application(true));
  expect(await found(cluster, metadata)).toMatchObject({
    ...{ reverters: [], missingRights: [] },
    holds: [
      {
        ...{ kind: 'Application', namespace: 'argocd', name: 'shop', uid: 'uid-shop', suspendBefore: null },
        ...{ fieldsBefore: { '/spec/syncPolicy/automated': { selfHeal: true } }, why: 'applies Deployment web' },
      },
    ],
  });
});

it.each<[string, Metadata, ArgoApplication, number]>([
  ['lists it', tracked, applying(application(true), web), 1],
  ['lists others only: the mark was copied', tracked, applying(application(true), { ...web, name: 'other' }), 0],
  ['lists it, whatever it is marked with', {}, applying(application(true), web), 1],
  ['lists another kind of that name', {}, applying(application(true), { ...web, kind: 'Service' }), 0],
  ['lists it in another namespace', {}, applying(application(true), { ...web, namespace: 'away' }), 0],
  [
    'lists it in another cluster',
    {},
    applying(application(true, { destination: { server: 'https://10.0.0.1' } }), web),
    0,
  ],
  ['lists nothing yet', {}, application(true), 0],
])("believes an Application's own list of resources: one that %s", async (_what, metadata, one, count) => {
  const { holds, reverters } = await found(new FakeCluster().put(resources.applications, one), metadata);
  expect([holds.length, reverters]).toEqual([count, []]);
});

it.each<[string, ArgoApplication]>([
  ['does not heal', application(false)],
  ['is synced by hand', application(undefined)],
  [
    'has its automation switched off',
    application(true, { syncPolicy: { automated: { enabled: false, selfHeal: true } } }),
  ],
])('leaves an Application alone that %s', async (_what, one) => {
  expect(await found(new FakeCluster().put(resources.applications, one), tracked)).toEqual(none);
});

it('refuses one that an ApplicationSet makes, with the command that switches self-heal off', async () => {
  const one = application(true, {}, ownedBy('ApplicationSet', 'shops', 'argoproj.io/v1alpha1'));
  const { holds, reverters } = await found(new FakeCluster().put(resources.applications, one), tracked);
  expect([holds, reverters]).toEqual([
    [],
    [
      expect.stringMatching(
        /^Argo CD \(Application argocd\/shop\) applies Deployment web and heals itself, as its ApplicationSet shops says: .*kubectl patch applicationset shops -n argocd/,
      ),
    ],
  ]);
});

it.each<[string, boolean, number]>([
  ['refuses', true, 0],
  ['suspends, where that does not heal itself,', false, 1],
])('%s an Application that another one applies', async (_what, isParentHealing, count) => {
  const tracking = { 'argocd.argoproj.io/tracking-id': 'root:argoproj.io/Application:argocd/shop' };
  const cluster = new FakeCluster()
    .put(resources.applications, application(true, {}, { annotations: tracking }))
    .put(resources.applications, application(isParentHealing, {}, { name: 'root' }));
  const { holds, reverters } = await found(cluster, tracked);
  expect(holds).toHaveLength(count);
  expect(reverters).toEqual(
    isParentHealing
      ? [expect.stringMatching(/Application argocd\/root\) applies it, .*kubectl patch application root -n argocd/)]
      : [],
  );
});

it('takes the common label for a chart where no Application of that name applies to the namespace', async () => {
  expect(await found(new FakeCluster(), instance)).toEqual(none);
  const other = application(true, { destination: { namespace: 'elsewhere' } });
  expect(await found(new FakeCluster().put(resources.applications, other), instance)).toEqual(none);
  expect(await found(new FakeCluster().forbid({ resource: 'applications' }), instance)).toEqual(none);
});

it.each<[string, FakeCluster, string]>([
  ['is not here, as where Argo CD is in another cluster', new FakeCluster(), 'is not in this cluster'],
  [
    'may not be read',
    new FakeCluster().forbid({ resource: 'applications' }),
    'whether it would undo the backup is not known (',
  ],
])('does not take an Application for harmless that %s', async (_what, cluster, words) => {
  const { holds, reverters } = await found(cluster, tracked);
  expect([holds, reverters]).toEqual([[], [expect.stringContaining('argocd app set shop --self-heal=false')]]);
  expect(reverters[0]).toContain(`Argo CD (Application shop) applies Deployment web and ${words}`);
});

it('names one that applies several objects once', async () => {
  const cluster = new FakeCluster().put(resources.applications, application(true));
  expect((await found(cluster, tracked, tracked)).holds).toHaveLength(1);
  expect(cluster.count('list', resources.applications)).toBe(1);
});

it.each<[string, FakeCluster, object]>([
  [
    'there',
    new FakeCluster().put(resources.resourceSets, set({})),
    {
      holds: [
        { suspendBefore: null, fieldsBefore: { '/metadata/annotations/fluxcd.controlplane.io~1reconcile': null } },
      ],
    },
  ],
  [
    'switched off already',
    new FakeCluster().put(resources.resourceSets, set({ 'fluxcd.controlplane.io/reconcile': 'disabled' })),
    { holds: [{ suspendBefore: true }] },
  ],
  [
    'there, and its inventory names the object',
    new FakeCluster().put(resources.resourceSets, set({}, 'home_web_apps_Deployment')),
    { holds: [{ kind: 'ResourceSet', namespace: 'flux', name: 'apps', why: 'applies Deployment web' }] },
  ],
  [
    'there, and its inventory names others only',
    new FakeCluster().put(resources.resourceSets, set({}, 'home_other_apps_Deployment')),
    { holds: [] },
  ],
  [
    'not there',
    new FakeCluster(),
    { holds: [], reverters: [expect.stringMatching(/is not in this cluster: .*-n home/)] },
  ],
  [
    'not to be read',
    new FakeCluster().forbid({ resource: 'resourcesets' }),
    { holds: [], missingRights: [{ verb: 'get', resource: 'resourcesets', namespace: 'flux', name: 'apps' }] },
  ],
])('finds the ResourceSet that applies an object: %s', async (_what, cluster, expected) => {
  expect(await found(cluster, ofSet)).toMatchObject({ reverters: [], missingRights: [], ...expected });
});

it('follows a ResourceSet that applies the HelmRelease that applies the app', async () => {
  const release = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'home' };
  const cluster = new FakeCluster().put(resources.resourceSets, set({})).put(resources.helmReleases, {
    metadata: metaOf('web', ofSet),
  });
  const ports = { cluster, signal: new AbortController().signal };
  const app = deployment({ labels: release });
  const { objects } = await findSuspendable([app], ports);
  const { holds } = await findGitOps([app, ...objects], { applications: [], stoppedFor: 'restore' }, ports);
  expect(holds).toMatchObject([{ kind: 'ResourceSet', name: 'apps', why: 'applies HelmRelease web' }]);
});

function set(annotations: Readonly<Record<string, string>>, ...ids: readonly string[]): ResourceSet {
  const metadata = { namespace: 'flux', name: 'apps', uid: 'uid-apps', annotations };
  return { metadata, status: { inventory: { entries: ids.map((id) => ({ id })) } } };
}
