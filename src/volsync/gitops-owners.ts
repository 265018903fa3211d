import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { KubeObject, Suspendable } from '../kubernetes/objects.ts';
import { fieldManager } from './field-manager.ts';

/** The fields used here of an Application of Argo CD. */
export interface ArgoApplication extends Suspendable {
  readonly spec?: Suspendable['spec'] & {
    readonly destination?: { readonly namespace?: string; readonly server?: string; readonly name?: string };
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean } };
  };
  readonly status?: Suspendable['status'] & {
    /** Everything that it applies. */
    readonly resources?: readonly { readonly kind?: string; readonly namespace?: string; readonly name?: string }[];
    readonly operationState?: { readonly phase?: string };
  };
}

/** The fields used here of a ResourceSet of Flux Operator. */
export interface ResourceSet extends Suspendable {
  readonly status?: Suspendable['status'] & {
    /** Everything that it applies, by ids `<namespace>_<name>_<group>_<kind>`. */
    readonly inventory?: { readonly entries?: readonly { readonly id?: string }[] };
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

/**
 * The Applications that apply an object: those whose own list of resources contains it, and the one that the object
 * names, unless that one's list lacks it.
 */
export function applicationsOf(
  { kind, object }: { readonly kind: string; readonly object: KubeObject },
  all: readonly ArgoApplication[],
): readonly ArgoApplication[] {
  const owner = argoOwner(object);
  const { namespace, name } = object.metadata;
  return all.filter((application) => {
    const listed = application.status?.resources ?? [];
    const isListed = listed.some((each) => each.kind === kind && each.namespace === namespace && each.name === name);
    if (owner === undefined || !isNamed(owner, object, application)) return isListed && isOfThisCluster(application);
    return isListed || listed.length === 0;
  });
}

function isNamed(owner: ArgoOwner, object: KubeObject, { metadata, spec }: ArgoApplication): boolean {
  if (metadata.name !== owner.name) return false;
  if (owner.namespace !== undefined) return metadata.namespace === owner.namespace;
  return owner.isSure || spec?.destination?.namespace === object.metadata.namespace;
}

/** Argo CD may apply the same objects to other clusters from here. */
function isOfThisCluster({ spec }: ArgoApplication): boolean {
  const { server, name = 'in-cluster' } = spec?.destination ?? {};
  return server === undefined ? name === 'in-cluster' : server === 'https://kubernetes.default.svc';
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

/** Whether the inventory of a ResourceSet, if it has one, contains an object. */
export function isInInventory(
  { status }: ResourceSet,
  { kind, object: { metadata } }: { readonly kind: string; readonly object: KubeObject },
): boolean {
  const { entries = [] } = status?.inventory ?? {};
  const [start, end] = [`${metadata.namespace ?? ''}_${metadata.name}_`, `_${kind}`];
  return entries.length === 0 || entries.some(({ id = '' }) => id.startsWith(start) && id.endsWith(end));
}

/** The annotation that disables the reconciliation of a ResourceSet, which has no `spec.suspend`. */
export const reconcileAnnotation = 'fluxcd.controlplane.io/reconcile';
