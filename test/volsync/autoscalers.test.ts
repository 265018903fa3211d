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
  autoscalersOf('Deployment', 'web', { autoscalers, namespace: 'home' });
const scaledObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  name: 'web-so',
  uid: 'u',
  controller: true,
};

it.each<[string, HorizontalPodAutoscaler, RegExp]>([
  [
    'one that goes down to 0',
    scaler({ minReplicas: 0 }),
    /^HorizontalPodAutoscaler web-hpa has minReplicas 0.*kubectl patch hpa/,
  ],
  ["KEDA's, by its owner", scaler({}, { ownerReferences: [scaledObject] }), /^ScaledObject web-so of KEDA/],
  ["KEDA's, by its label", scaler({}, { labels: { 'scaledobject.keda.sh/name': 'so' } }), /^ScaledObject so of KEDA/],
])('refuses what would start stopped pods again: %s', (_, autoscaler, words) => {
  const { refusals } = judged(autoscaler);
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toMatch(words);
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
  expect(judged(scaler({ minReplicas: 0, scaleTargetRef }))).toEqual({ autoscalers: [], refusals: [] });
});
