import { expect, it } from 'vitest';
import type { ObjectMeta } from '../../src/kubernetes/objects.ts';
import { ownerOf } from '../../src/volsync/field-owner.ts';

function owner(metadata: Partial<ObjectMeta>) {
  return ownerOf({ metadata: { name: 'web', ...metadata } });
}

function sets(manager: string, field: string) {
  return { managedFields: [{ manager, fieldsV1: { 'f:spec': { 'f:trigger': { [field]: {} } } } }] };
}

it('is told by the labels of Flux and Argo CD', () => {
  const kustomization = {
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  };
  expect(owner({ labels: kustomization })).toEqual({ name: 'Flux (Kustomization flux-system/apps)', setsTag: false });
  const release = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'home' };
  expect(owner({ labels: release })?.name).toBe('Flux (HelmRelease home/web)');
  const annotations = { 'argocd.argoproj.io/tracking-id': 'apps:volsync.backube/ReplicationSource:home/web' };
  expect(owner({ annotations })?.name).toBe('Argo CD (Application apps)');
});

it('is told by who set the trigger, and says whether the tag is among it', () => {
  expect(owner(sets('helm-controller', 'f:schedule'))).toEqual({ name: 'Flux (helm-controller)', setsTag: false });
  expect(owner(sets('argocd-controller', 'f:manual'))).toEqual({ name: 'Argo CD', setsTag: true });
});

it('is nobody for what people, VolSync and others set', () => {
  expect(owner({})).toBeUndefined();
  expect(owner(sets('kubectl-patch', 'f:manual'))).toBeUndefined();
  expect(owner(sets('kustomize-controller', 'f:other'))).toBeUndefined();
  expect(owner({ labels: { 'app.kubernetes.io/instance': 'web' } })).toBeUndefined();
});
