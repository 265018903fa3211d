import { expect, it } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../src/kubernetes/workloads.ts';
import { autoscalersOf } from '../../src/volsync/autoscalers.ts';
import { metaOf } from '../fakes/claim-facts.ts';

const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const scaler = (
  spec: HorizontalPodAutoscaler['spec'] = {},
  metadata: Partial<HorizontalPodAutoscaler['metadata']> = {},
) => ({ metadata: metaOf('web-hpa', metadata), spec: { scaleTargetRef: target, ...spec } });
const judged = (...autoscalers: readonly HorizontalPodAutoscaler[]) =>
  autoscalersOf('Deployment', 'web', { autoscalers, scaledObjects: [], namespace: 'home' });
const ofKeda = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'web-so', uid: 'u', controller: true };

it('refuses one that goes down to 0, and would start stopped pods again', () => {
  const { refusals } = judged(scaler({ minReplicas: 0 }));
  expect(refusals).toEqual([
    expect.stringMatching(/^HorizontalPodAutoscaler web-hpa has minReplicas 0.*kubectl patch hpa/),
  ]);
});

it.each<[string, HorizontalPodAutoscaler, boolean]>([
  ["KEDA's, by its owner", scaler({}, { ownerReferences: [ofKeda] }), true],
  ["KEDA's, by its label", scaler({}, { labels: { 'scaledobject.keda.sh/name': 'so' } }), true],
  ['another', scaler(), false],
])(
  'tells by a HorizontalPodAutoscaler that KEDA scales a workload, whose ScaledObjects may not be listed: %s',
  (...row) => {
    const [, autoscaler, isHidden] = row;
    const of = (scaledObjects: [] | undefined) =>
      autoscalersOf('Deployment', 'web', { autoscalers: [autoscaler], scaledObjects, namespace: 'home' });
    expect([of(undefined).isHidden, of([]).isHidden]).toEqual([isHidden, false]);
  },
);

it('finds the ScaledObject of a workload; KEDA takes a Deployment where it names no kind', () => {
  const scaledObjects = [
    { metadata: metaOf('so'), spec: { scaleTargetRef: { name: 'web' } } },
    { metadata: metaOf('other'), spec: { scaleTargetRef: { name: 'other' } } },
    { metadata: metaOf('set'), spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'web' } } },
  ];
  const found = autoscalersOf('Deployment', 'web', { autoscalers: [], scaledObjects, namespace: 'home' });
  expect(found).toMatchObject({ scaledObjects: [{ metadata: { name: 'so' } }], refusals: [] });
  expect(found.scaledObjects).toHaveLength(1);
});

it('takes an ordinary one, which rests at 0 replicas', () => {
  const found = judged(scaler(), scaler({ minReplicas: 2 }));
  expect(found.refusals).toEqual([]);
  expect(found.autoscalers).toHaveLength(2);
});

it.each([
  { ...target, name: 'other' },
  { ...target, kind: 'StatefulSet' },
  { ...target, apiVersion: 'argoproj.io/v1alpha1' },
])("leaves others' alone: $apiVersion $kind $name", (scaleTargetRef) => {
  expect(judged(scaler({ minReplicas: 0, scaleTargetRef }))).toMatchObject({ autoscalers: [], refusals: [] });
});
