/** An RBAC right that a command uses. */
export interface Right {
  /** Empty for core/v1. */
  readonly group: string;
  /** Plural, with the subresource if any: `pods/log`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What the command needs it for, as a comment next to the rule. */
  readonly purpose: string;
  /** The command works without it, and reports what it could not determine. */
  readonly isOptional?: true;
  /**
   * `volsync`: only in the namespace where VolSync runs. `cluster`: used in all namespaces, so a Role in one namespace
   * is not enough. Otherwise in the namespaces of the apps.
   */
  readonly scope?: 'volsync' | 'cluster';
}

/** A right on core/v1. */
export function core(resource: string, verbs: readonly string[], purpose: string): Right {
  return { group: '', resource, verbs, purpose };
}

/** A right that the command can do without. */
export function optional(group: string, resource: string, verbs: readonly string[], purpose: string): Right {
  return { group, resource, verbs, purpose, isOptional: true };
}
