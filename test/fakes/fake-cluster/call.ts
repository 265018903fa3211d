import type { Access } from '../../../src/errors.ts';
import type { ExecRequest, LogRequest, ObjectKey, Patch, Scope } from '../../../src/kubernetes/cluster.ts';

/** The verb of a call. */
export type Verb =
  'get' | 'find' | 'exists' | 'list' | 'watch' | 'patch' | 'create' | 'delete' | 'logs' | 'exec' | 'isAllowed';

/** One call of an operation; `kind` is the plural (`pods/log` for logs). */
export interface Call {
  readonly verb: Verb;
  readonly kind: string;
  readonly key?: ObjectKey;
  readonly scope?: Scope;
  readonly patch?: Patch;
  readonly object?: object;
  readonly isDryRun?: boolean;
  readonly gracePeriodSeconds?: number | undefined;
  readonly uid?: string | undefined;
  readonly exec?: ExecRequest;
  readonly log?: LogRequest;
  readonly access?: Access;
}
