/** The target of a fault: an application, a namespace, a user, or the whole lab if nothing is named. */
export interface FaultTarget {
  /** The application's name; the user's for the fault `user`. */
  readonly app?: string;
  readonly namespace?: string;
  /** Rights as `verb:resource.group`; only for the fault `user`. */
  readonly allow?: readonly string[];
}

/** Something that can be broken on purpose and repaired. Both directions are idempotent. */
export interface Fault {
  readonly description: string;
  /** What its target has to name. */
  readonly needs: 'app' | 'namespace' | 'user' | 'nothing';
  on(target: FaultTarget): Promise<void>;
  /** Undoes it; nothing to do if its namespace is gone. Missing for faults that are over immediately. */
  readonly off?: (target: FaultTarget) => Promise<void>;
}

/** An application by its names. */
export interface AppTarget {
  readonly app: string;
  readonly namespace: string;
}

/** The application that the target names. */
export function appOf({ app, namespace }: FaultTarget): AppTarget {
  if (app === undefined || namespace === undefined) throw new Error('this fault needs an application and -n NAMESPACE');
  return { app, namespace };
}

/** The namespace that the target names. */
export function namespaceOf({ namespace }: FaultTarget): string {
  if (namespace === undefined) throw new Error('this fault needs -n NAMESPACE');
  return namespace;
}
