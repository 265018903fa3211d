import { expect, test } from 'vitest';
import { targetOf } from './read-object.ts';

test.each<[string, string | undefined]>([
  ['pvc web -n home', '/api/v1/namespaces/home/persistentvolumeclaims/web'],
  ['Deployment web --namespace home', '/apis/apps/v1/namespaces/home/deployments/web'],
  ['pods -n home', '/api/v1/namespaces/home/pods'],
  ['pods -n home -l a=b,c', '/api/v1/namespaces/home/pods?labelSelector=a%3Db%2Cc'],
  ['replicationsource web -n home', '/apis/volsync.backube/v1alpha1/namespaces/home/replicationsources/web'],
  ['pods', undefined],
  ['pods -A', undefined],
  ['pods,pvc -n home', undefined],
  ['pods web other -n home', undefined],
  ['pods web -n home -l a=b', undefined],
  ['pods -n home --field-selector a=b', undefined],
  ['kustomization apps -n home', '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/home/kustomizations/apps'],
  ['quota tight -n home', undefined],
  ['replicationsource/web -n home', undefined],
])('"%s" is read from %s', (words, path) => {
  expect(targetOf(words.split(' '))?.path).toBe(path);
});
