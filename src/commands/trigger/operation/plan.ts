import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import type { LeaseRequest } from '../../../sources/claim-lease.ts';
import type { QuiesceResult } from '../../../sync/quiescence.ts';

/** A command that runs in a pod of the app instead of stopping it. */
export interface QuiesceCommand {
  readonly pod: string;
  /** Undefined for the default container of the pod. */
  readonly container: string | undefined;
  readonly command: readonly string[];
  /** Run by `sh -c` in the same container after the copy was made. */
  readonly after: string | undefined;
}

/** How to keep an app quiet during its backup. */
export interface QuiesceRequest {
  readonly app: ObjectKey;
  /** Undefined to scale the app to 0. */
  readonly exec: QuiesceCommand | undefined;
  readonly maxDowntimeMs: number;
  /** What Argo CD and Flux Operator would revert causes a warning instead of being suspended. */
  readonly ignoresGitOps: boolean;
}

/** The Lease of the volume while its app is stopped for a backup, or started again. */
export function quiesceLease(
  command: string,
  { app, journal, repository }: Pick<QuiescePlan, 'app' | 'journal' | 'repository'>,
): LeaseRequest {
  const claim = { namespace: app.namespace, name: journal.claim };
  return { command, app: app.name, repository, claim, run: journal.run };
}

/** The planned steps, known before anything is changed. */
export interface QuiescePlan extends Pick<QuiesceResult, 'how' | 'what'> {
  readonly app: ObjectKey;
  readonly journal: QuiesceJournal;
  /** With its container; undefined if the app is scaled to 0. */
  readonly exec: (Omit<QuiesceCommand, 'container'> & { readonly container: string }) | undefined;
  readonly maxDowntimeMs: number;
  readonly usesCopyTrigger: boolean;
  /** The Secret of the app's repository. */
  readonly repository: string | undefined;
}
