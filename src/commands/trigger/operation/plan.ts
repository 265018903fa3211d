import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import type { QuiesceResult } from '../../../sync/quiescence.ts';

/** A command that runs in a pod of the app instead of stopping it. */
export interface QuiesceCommand {
  readonly pod: string;
  /** Undefined: the pod's default container. */
  readonly container: string | undefined;
  readonly command: readonly string[];
  /** Run by `sh -c` in the same container once the copy is cut. */
  readonly after: string | undefined;
}

/** How an operator wants an app to be quiet for its backup. */
export interface QuiesceRequest {
  readonly app: ObjectKey;
  /** Undefined: the app is scaled to 0. */
  readonly exec: QuiesceCommand | undefined;
  readonly maxDowntimeMs: number;
  /** What Argo CD and Flux Operator would undo is warned about, and not suspended. */
  readonly ignoresGitOps: boolean;
}

/** What will happen, known before anything is changed. */
export interface QuiescePlan extends Pick<QuiesceResult, 'how' | 'what'> {
  readonly app: ObjectKey;
  readonly journal: QuiesceJournal;
  /** With its container; undefined where the app is scaled to 0. */
  readonly exec: (Omit<QuiesceCommand, 'container'> & { readonly container: string }) | undefined;
  readonly maxDowntimeMs: number;
  readonly usesCopyTrigger: boolean;
}
