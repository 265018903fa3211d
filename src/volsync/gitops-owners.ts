import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { fieldManager } from './field-manager.ts';

/** An Application of Argo CD, as much of it as is needed here. */
export interface ArgoApplication extends KubeObject {
  readonly spec?: {
    readonly destination?: { readonly namespace?: string };
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean } };
  };
}

/** The Application that applies an object, as the object itself says it. */
export interface ArgoOwner {
  readonly name: string;
  /** Undefined where it is in the namespace of Argo CD, whichever that is. */
  readonly namespace: string | undefined;
  /** Helm's charts carry the same label: without an Application of that name it says nothing. */
  readonly isSure: boolean;
}

/** The Application of Argo CD that applies an object, by its annotation or its label; undefined where nothing says so. */
export function argoOwner(object: KubeObject): ArgoOwner | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0];
  // Of an Application outside of the namespace of Argo CD: `<namespace>_<name>`.
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

/** The Application that is meant, among all of the cluster; undefined where it is not there. */
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

/** Whether it puts back, within seconds, what others change. */
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

/** What switches the reconciliation of a ResourceSet off; it has no `spec.suspend`. */
export const reconcileAnnotation = 'fluxcd.controlplane.io/reconcile';
