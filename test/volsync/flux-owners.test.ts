import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../../src/kubernetes/objects.ts';
import { fluxOwners, fluxOwnersToSuspend } from '../../src/volsync/flux-owners.ts';
import { metaOf } from '../fakes/claim-facts.ts';

export const ofKustomization = (name: string, namespace = 'flux-system') => ({
  'kustomize.toolkit.fluxcd.io/name': name,
  'kustomize.toolkit.fluxcd.io/namespace': namespace,
});
const ofRelease = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'home' };
const object = (metadata: Partial<ObjectMeta>) => ({ metadata: metaOf('web', metadata) });
const setsSuspend = (manager: string) => ({
  managedFields: [{ manager, fieldsV1: { 'f:spec': { 'f:suspend': {} } } }],
});
const apps = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };

describe('fluxOwners', () => {
  it.each([
    [{}, []],
    [{ 'kustomize.toolkit.fluxcd.io/name': 'apps' }, []],
    [{ 'app.kubernetes.io/instance': 'web' }, []],
    [ofKustomization('apps'), [apps]],
    [ofRelease, [{ kind: 'HelmRelease', namespace: 'home', name: 'web' }]],
    [{ ...ofKustomization('apps'), ...ofRelease }, [apps, { kind: 'HelmRelease', namespace: 'home', name: 'web' }]],
  ])('by the labels %o', (labels, owners) => {
    expect(fluxOwners(object({ labels }))).toEqual(owners);
  });
});

describe('fluxOwnersToHold', () => {
  const labels = ofKustomization('apps');
  it('a Kustomization needs no other one to rest, so long as that does not set its suspend', () => {
    expect(fluxOwnersToSuspend('Kustomization', object({ labels }))).toEqual([]);
    expect(fluxOwnersToSuspend('Kustomization', object({ labels, ...setsSuspend('volsyncctl') }))).toEqual([]);
  });

  it('it does where the manifest of the other one sets it', () => {
    expect(fluxOwnersToSuspend('Kustomization', object({ labels, ...setsSuspend('kustomize-controller') }))).toEqual([
      apps,
    ]);
  });

  it('one that applies itself is no parent of its own', () => {
    const itself = { ...metaOf('apps', { namespace: 'flux-system', labels, ...setsSuspend('kustomize-controller') }) };
    expect(fluxOwnersToSuspend('Kustomization', { metadata: itself })).toEqual([]);
  });

  it('the Kustomization of a HelmRelease rests with it', () => {
    expect(fluxOwnersToSuspend('HelmRelease', object({ labels }))).toEqual([apps]);
  });
});
