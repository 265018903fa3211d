/** A right that a command uses, as RBAC names it. */
export interface Right {
  /** Empty for core/v1. */
  readonly group: string;
  /** The plural, with its subresource where there is one: `pods/log`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What the command does with it, as a comment beside the rule. */
  readonly purpose: string;
  /** Without it the command works, and says what it could not find out. */
  readonly isOptional?: true;
  /**
   * `volsync`: only in the namespace where VolSync runs. `cluster`: looked up in all namespaces, so that a Role in one
   * of them would not do. Otherwise where the apps are.
   */
  readonly place?: 'volsync' | 'cluster';
}

/** A right on core/v1. */
export function core(resource: string, verbs: readonly string[], purpose: string): Right {
  return { group: '', resource, verbs, purpose };
}

/** A right without which the command still works. */
export function optional(group: string, resource: string, verbs: readonly string[], purpose: string): Right {
  return { group, resource, verbs, purpose, isOptional: true };
}
