import type { KubeObject } from '../kubernetes/objects.ts';

/** The tool that applies an object from elsewhere, such as `Flux (Kustomization flux-system/web)`. */
export interface Owner {
  readonly name: string;
  /** Whether it also sets `spec.trigger.manual`, and so would restore its own tag. */
  readonly setsTag: boolean;
}

/** The GitOps tool that owns an object, by the labels of Flux and Argo CD and by the field manager of the trigger. */
export function ownerOf(object: KubeObject): Owner | undefined {
  const manager = triggerManager(object, 'f:manual') ?? triggerManager(object, 'f:schedule');
  const name = labelledOwner(object) ?? (manager && managers[manager]);
  return name === undefined ? undefined : { name, setsTag: triggerManager(object, 'f:manual') !== undefined };
}

const managers: Readonly<Record<string, string>> = {
  'kustomize-controller': 'Flux (kustomize-controller)',
  'helm-controller': 'Flux (helm-controller)',
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
};

function labelledOwner({ metadata }: KubeObject): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  for (const [kind, prefix] of fluxKinds) {
    const name = labels[`${prefix}/name`];
    if (name !== undefined) return `Flux (${kind} ${labels[`${prefix}/namespace`] ?? ''}/${name})`;
  }
  const application =
    labels['argocd.argoproj.io/instance'] ?? annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0];
  return application === undefined ? undefined : `Argo CD (Application ${application})`;
}

const fluxKinds = [
  ['Kustomization', 'kustomize.toolkit.fluxcd.io'],
  ['HelmRelease', 'helm.toolkit.fluxcd.io'],
] as const;

/** The GitOps manager that owns one field of `spec.trigger`. */
function triggerManager({ metadata }: KubeObject, field: 'f:manual' | 'f:schedule'): string | undefined {
  return metadata.managedFields?.find(
    ({ manager = '', fieldsV1 }) => manager in managers && field in branch(branch(fieldsV1, 'f:spec'), 'f:trigger'),
  )?.manager;
}

function branch(tree: Readonly<Record<string, unknown>> | undefined, key: string): Readonly<Record<string, unknown>> {
  return (tree?.[key] as Readonly<Record<string, unknown>> | undefined) ?? {};
}
