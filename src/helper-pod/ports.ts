import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';

/** Events of helper pods: every created object is named. */
export type HelperPodEvent =
  | { readonly type: 'pod-created' | 'pod-removed'; readonly pod: ObjectKey }
  /** How many of several apps are done; reported first with none. */
  | { readonly type: 'apps'; readonly done: number; readonly of: number }
  /** The progress of one app. */
  | { readonly type: 'progress'; readonly app: ObjectKey; readonly words: string }
  /** What is waited for, or was created; every object is named. */
  | { readonly type: 'step'; readonly words: string }
  /** Left in the cluster: on purpose, or because it could not be removed. The hint removes it. */
  | { readonly type: 'left'; readonly what: string; readonly why: string; readonly hint: string }
  /** A warning about the app. The hint shows more. */
  | { readonly type: 'warning'; readonly app: ObjectKey; readonly words: string; readonly hint: string }
  /** How many bytes of a copy have arrived, of how many if known, and what is being written. */
  | {
      readonly type: 'received';
      readonly app: ObjectKey;
      readonly bytes: number;
      readonly size: number | undefined;
      readonly path: string | undefined;
    }
  /** How many bytes of the repository will be read. */
  | { readonly type: 'estimate'; readonly app: ObjectKey; readonly bytes: number }
  /** It may still be there; the hint removes it. */
  | { readonly type: 'pod-left'; readonly pod: ObjectKey; readonly why: string; readonly hint: string };

/** What a helper pod needs. */
export type HelperPodPorts = Context<'create' | 'delete' | 'list' | 'watch' | 'logs', HelperPodEvent>;
