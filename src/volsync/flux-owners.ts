import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { managesField } from './field-manager.ts';
import type { SuspendedObject } from './restore-journal.ts';
import { suspendableKinds } from './suspendable-kinds.ts';

/** An object of Flux that applies others. */
export interface FluxOwner extends ObjectKey {
  readonly kind: 'Kustomization' | 'HelmRelease';
}

/** The Flux objects that apply this one, by the labels that Flux sets on everything it applies. */
export function fluxOwners({ metadata: { labels = {} } }: KubeObject): readonly FluxOwner[] {
  return kinds.flatMap(({ kind, prefix }) => {
    const name = labels[`${prefix}/name`] ?? '';
    const namespace = labels[`${prefix}/namespace`] ?? '';
    return name === '' || namespace === '' ? [] : [{ kind, namespace, name }];
  });
}

/**
 * The Flux objects that have to be suspended too, so that this one stays suspended. Whatever applies it leaves the
 * suspending fields alone unless its manifest sets them: then it is their field manager.
 */
export function fluxOwnersToSuspend(kind: SuspendedObject['kind'], object: KubeObject): readonly FluxOwner[] {
  const owners = fluxOwners(object).filter(
    (owner) => owner.kind !== kind || !isSame(owner, { ...owner, ...keyOf(object) }),
  );
  // A new chart or new values would be rolled out as soon as the release is resumed: its Kustomization is suspended
  // with it.
  if (kind === 'HelmRelease') return owners;
  const { fields } = suspendableKinds[kind];
  return owners.filter((owner) => fields.some(({ path }) => managesField(object, managerOf[owner.kind], ...path)));
}

/** Its name in messages. */
export function fluxName({ kind, namespace, name }: FluxOwner): string {
  return `${kind} ${namespace}/${name}`;
}

export function isSame(a: FluxOwner, b: FluxOwner): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

const kinds = [
  { kind: 'Kustomization', prefix: 'kustomize.toolkit.fluxcd.io' },
  { kind: 'HelmRelease', prefix: 'helm.toolkit.fluxcd.io' },
] as const;

const managerOf = { Kustomization: 'kustomize-controller', HelmRelease: 'helm-controller' } as const;

function keyOf({ metadata: { namespace = '', name } }: KubeObject): ObjectKey {
  return { namespace, name };
}
