import type { Right } from '../../rights/right.ts';

/** Who should get the rights. */
export interface RbacSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** The namespace of a ServiceAccount. */
  readonly namespace?: string;
}

export interface GrantOptions {
  /** The name of roles and bindings. */
  readonly name: string;
  readonly rights: readonly Right[];
  /** The namespace of the apps; undefined for the whole cluster. */
  readonly namespace: string | undefined;
  readonly volsyncNamespace: string;
  /** Without subjects, only roles are created. */
  readonly subjects: readonly RbacSubject[];
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A Role or ClusterRole, and its rules with the purpose of each. */
export interface Role {
  readonly manifest: RoleManifest;
  readonly purposes: readonly string[];
  readonly binding: BindingManifest | undefined;
}

interface RoleManifest {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'Role' | 'ClusterRole';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly PolicyRule[];
}

/** A subject as a binding names it. */
export interface BindingSubject extends RbacSubject {
  readonly apiGroup?: string;
}

interface BindingManifest {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  readonly subjects: readonly BindingSubject[];
}

const apiGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${apiGroup}/v1` as const;

/** The roles that grant these rights, one per namespace concerned, or one for the cluster. */
export function grant(options: GrantOptions): readonly Role[] {
  const { namespace, volsyncNamespace, rights } = options;
  if (namespace === undefined) return [role(options, rights)];
  const here = rights.filter(({ scope }) => scope === undefined);
  const there = rights.filter(({ scope }) => scope === 'volsync');
  if (namespace === volsyncNamespace) return [role(options, [...here, ...there], namespace)];
  const roles = [role(options, here, namespace)];
  return there.length === 0 ? roles : [...roles, role(options, there, volsyncNamespace)];
}

function role({ name, subjects }: GrantOptions, rights: readonly Right[], namespace?: string): Role {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = namespace === undefined ? { name } : { name, namespace };
  const merged = merge(rights);
  return {
    manifest: { apiVersion, kind, metadata, rules: merged.map(({ rule }) => rule) },
    purposes: merged.map(({ purpose }) => purpose),
    binding:
      subjects.length === 0
        ? undefined
        : {
            apiVersion,
            kind: `${kind}Binding`,
            metadata,
            roleRef: { apiGroup, kind, name },
            subjects: subjects.map(subjectManifest),
          },
  };
}

/** One rule per resource, with the verbs of all commands; optional only if it is optional for all of them. */
function merge(rights: readonly Right[]): readonly { readonly rule: PolicyRule; readonly purpose: string }[] {
  const byResource = Map.groupBy(rights, ({ group, resource }) => `${group}/${resource}`);
  return [...byResource.values()].map((same) => {
    const [{ group, resource } = { group: '', resource: '' }] = same;
    const purposes = [...new Set(same.map(({ purpose }) => purpose))].join('; ');
    const isOptional = same.every((right) => right.isOptional === true);
    return {
      rule: { apiGroups: [group], resources: [resource], verbs: [...new Set(same.flatMap(({ verbs }) => verbs))] },
      purpose: isOptional ? `optional: ${purposes}` : purposes,
    };
  });
}

function subjectManifest({ kind, name, namespace = '' }: RbacSubject): BindingSubject {
  return kind === 'ServiceAccount' ? { kind, name, namespace } : { apiGroup, kind, name };
}
