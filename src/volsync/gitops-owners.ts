import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { fieldManager } from './field-manager.ts';

/** The fields used here of an Application of Argo CD. */
export interface ArgoApplication extends KubeObject {
  readonly spec?: {
    readonly destination?: { readonly namespace?: string };
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean } };
  };
}

/** The Application that applies an object, according to the object. */
export interface ArgoOwner {
  readonly name: string;
  /** Undefined if it is in Argo CD's own namespace, whichever that is. */
  readonly namespace: string | undefined;
  /** False if only a label names it: Helm charts set the same label, so an Application of that name has to exist. */
  readonly isSure: boolean;
}

/** The Application of Argo CD that applies an object, by its annotation or label; undefined if neither is set. */
export function argoOwner(object: KubeObject): ArgoOwner | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0];
  // For an Application outside Argo CD's namespace: `<namespace>_<name>`.
  const [, namespace, inNamespace] = /^([^_]+)_(.+)$/.exec(tracked ?? '') ?? [];
  if (inNamespace !== undefined) return { name: inNamespace, namespace, isSure: true };
  const sure = tracked ?? labels['argocd.argoproj.io/instance'];
  if (sure !== undefined) return { name: sure, namespace: undefined, isSure: true };
  const name = labels['app.kubernetes.io/instance'];
  return name === undefined ? undefined : { name, namespace: undefined, isSure: isAppliedByArgo(object) };
}

function isAppliedByArgo(object: KubeObject): boolean {
  return fieldManager(object, 'spec')?.startsWith('argocd-') === true;
}

/** The Application among all of the cluster's; undefined if it does not exist. */
export function applicationOf(
  owner: ArgoOwner,
  object: KubeObject,
  all: readonly ArgoApplication[],
): ArgoApplication | undefined {
  return all.find(({ metadata, spec }) => {
    if (metadata.name !== owner.name) return false;
    if (owner.namespace !== undefined) return metadata.namespace === owner.namespace;
    return owner.isSure || spec?.destination?.namespace === object.metadata.namespace;
  });
}

/** Whether it reverts changes of others within seconds (self-heal). */
export function healsItself({ spec }: ArgoApplication): boolean {
  const { automated } = spec?.syncPolicy ?? {};
  return automated?.selfHeal === true && automated.enabled !== false;
}

/** The ResourceSet of Flux Operator that applies an object, by its labels. */
export function resourceSetOwner({ metadata: { labels = {}, namespace = '' } }: KubeObject): ObjectKey | undefined {
  const prefix = 'resourceset.fluxcd.controlplane.io';
  const name = labels[`${prefix}/name`] ?? '';
  return name === '' ? undefined : { namespace: labels[`${prefix}/namespace`] ?? namespace, name };
}

/** The annotation that disables the reconciliation of a ResourceSet, which has no `spec.suspend`. */
export const reconcileAnnotation = 'fluxcd.controlplane.io/reconcile';
