import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';

/** What is told of helper pods while they are at work: every object that is made is named. */
export type HelperPodEvent =
  | { readonly type: 'pod-created' | 'pod-removed'; readonly pod: ObjectKey }
  /** How many of several apps have their answer; told first with none. */
  | { readonly type: 'apps'; readonly done: number; readonly of: number }
  /** How far the work on one app is. */
  | { readonly type: 'progress'; readonly app: ObjectKey; readonly words: string }
  /** What is waited for, or has been made; every object is named. */
  | { readonly type: 'step'; readonly words: string }
  /** Left in the cluster: on purpose, or because it could not be removed. The hint removes it. */
  | { readonly type: 'left'; readonly what: string; readonly why: string; readonly hint: string }
  /** What has to be known of the app that is looked at. The hint says more. */
  | { readonly type: 'warning'; readonly app: ObjectKey; readonly words: string; readonly hint: string }
  /** How many bytes of a copy have arrived, of how many where that is known, and what is being written. */
  | {
      readonly type: 'received';
      readonly app: ObjectKey;
      readonly bytes: number;
      readonly size: number | undefined;
      readonly path: string | undefined;
    }
  /** How many bytes of the of the repository will be read for it. */
  | { readonly type: 'estimate'; readonly app: ObjectKey; readonly bytes: number }
  /** It may still be there; the hint removes it. */
  | { readonly type: 'pod-left'; readonly pod: ObjectKey; readonly why: string; readonly hint: string };

/** What a helper pod needs of the world. */
export type HelperPodPorts = Context<'create' | 'delete' | 'list' | 'watch' | 'logs', HelperPodEvent>;
