import { setTimeout as sleep } from 'node:timers/promises';
import { isSuspended } from '../../src/volsync/suspendable-kinds.ts';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { apply, getJson, patch, type Manifest } from '../lab/kubectl.ts';
import { kubectl } from './lab.ts';

/** Their kinds, without schemas: their controllers are played here. */
const kinds = [
  { kind: 'ScaledObject', group: 'keda.sh', version: 'v1alpha1', plural: 'scaledobjects' },
  { kind: 'Application', group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' },
  { kind: 'ResourceSet', group: 'fluxcd.controlplane.io', version: 'v1', plural: 'resourcesets' },
] as const;

/** What KEDA, Argo CD and Flux Operator have of an app: their controllers scale it up again whenever it is stopped. */
export async function makeHolders(namespace: string, app: string): Promise<AsyncDisposable & { said: string[] }> {
  await apply(kinds.map(crd));
  const crds = kinds.map(({ plural, group }) => `crd/${plural}.${group}`);
  await kubectl(['wait', '--for=condition=Established', '--timeout=240s', ...crds]);
  await apply(objects(namespace, app));
  const label = (...ends: readonly string[]) =>
    kubectl([
      'label',
      'deployment',
      app,
      '-n',
      namespace,
      ...ends.map((end) => `resourceset.fluxcd.controlplane.io/${end}`),
    ]);
  await label('name=held', `namespace=${namespace}`);
  const ended = new AbortController();
  const said: string[] = [];
  const playing = play(namespace, app, said, ended.signal);
  return {
    said,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await playing;
      await label('name-', 'namespace-');
      await kubectl(['delete', ...crds, '--timeout=240s']);
    },
  };
}

/** What each of them is, but for what the API server counts. */
export async function holdersOf(namespace: string): Promise<readonly unknown[]> {
  const found = await Promise.all(kinds.map((each) => holder(each, namespace)));
  return found.map((object) => ({
    spec: (object as { spec?: unknown }).spec,
    annotations: object?.metadata.annotations,
  }));
}

type Kind = (typeof kinds)[number];

function holder({ plural, group }: Kind, namespace: string) {
  return getJson<KubeObject>([`${plural}.${group}`, 'held', '-n', namespace]);
}

const lookMs = 500;

async function play(namespace: string, app: string, said: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const deployment = await getJson<{ spec: { replicas: number } }>(['deployment', app, '-n', namespace]);
    if (deployment?.spec.replicas === 0) {
      for (const each of kinds) {
        const object = await holder(each, namespace);
        if (object === undefined || isSuspended(each.kind, object)) continue;
        said.push(`${each.kind} scales up`);
        await patch(['deployment', app, '-n', namespace], { spec: { replicas: 1 } });
      }
    }
    await sleep(lookMs);
  }
}

function objects(namespace: string, app: string): readonly Manifest[] {
  const metadata = { name: 'held', namespace };
  const listed = { group: 'apps', kind: 'Deployment', namespace, name: app };
  return [
    {
      ...{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata },
      spec: { scaleTargetRef: { name: app }, minReplicaCount: 1, triggers: [] },
    },
    {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata },
      spec: { project: 'default', syncPolicy: { automated: { prune: true, selfHeal: true } } },
      status: { resources: [listed] },
    },
    { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSet', metadata, spec: { resources: [] } },
  ];
}

function crd({ kind, group, version, plural }: Kind): Manifest {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase() } },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
