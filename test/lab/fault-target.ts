/** What a fault is switched on for: an application, a namespace, a user, or the whole lab when nothing is named. */
export interface FaultTarget {
  /** The application's name; the user's for the fault `user`. */
  readonly app?: string;
  readonly namespace?: string;
  /** What a user may do, as `verb:resource.group`; for the fault `user` only. */
  readonly allow?: readonly string[];
}

/** Something that can be broken on purpose and mended again. Both directions may be asked for twice. */
export interface Fault {
  readonly description: string;
  /** What its target has to name. */
  readonly needs: 'app' | 'namespace' | 'user' | 'nothing';
  on(target: FaultTarget): Promise<void>;
  /** Undoes it; what is gone with its namespace needs no undoing. Absent for what is over as soon as it has happened. */
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
