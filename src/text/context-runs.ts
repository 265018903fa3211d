import { worstOutcome, type Failure, type FailureKind, type Outcome } from '../errors.ts';
import { failureDocument } from './failure.ts';

/** How the work in one context of the kubeconfig ended; `sameAs` is a context of the same cluster, which was examined in its place. */
export type ContextRun<T> = { readonly context: string } & (
  { readonly result: T } | { readonly failure: Failure } | { readonly sameAs: string }
);

/** One item of a result, and where it is. */
export interface InContext<T> {
  readonly context: string;
  readonly item: T;
}

/** The runs that came to a result. */
export function examined<T>(
  runs: readonly ContextRun<T>[],
): readonly { readonly context: string; readonly result: T }[] {
  return runs.flatMap((run) => ('result' in run ? [run] : []));
}

/** The items of all results, in the order of the contexts. */
export function itemsIn<T, I>(
  runs: readonly ContextRun<T>[],
  items: (result: T) => readonly I[],
): readonly InContext<I>[] {
  return examined(runs).flatMap(({ context, result }) => items(result).map((item) => ({ context, item })));
}

/** A cluster that could not be examined is unknown; that something is not there is known. */
export function outcomeOfFailure({ kind }: Failure): FailureKind {
  return ['unreachable', 'forbidden', 'timeout'].includes(kind) ? 'unknown' : kind;
}

/** The worst of all; where no cluster could be examined, as one context alone would end. */
export function outcomeOfRuns<T>(runs: readonly ContextRun<T>[], outcomeOf: (result: T) => Outcome): Outcome {
  const results = examined(runs).map(({ result }) => outcomeOf(result));
  const failures = runs.flatMap((run) => ('failure' in run ? [run.failure] : []));
  if (results.length === 0) return worstOutcome(failures.map(({ kind }) => kind));
  return worstOutcome([...results, ...failures.map(outcomeOfFailure)]);
}

/** The contexts as scripts read them; `outcomeOf` gives none where a result is no check. */
export function contextsListed<T>(runs: readonly ContextRun<T>[], outcomeOf: (result: T) => Outcome | undefined) {
  return runs.map((run) => {
    const { context } = run;
    const [sameAs, failure] = ['sameAs' in run ? run.sameAs : undefined, 'failure' in run ? run.failure : undefined];
    const found = examined(runs).find((one) => one.context === (sameAs ?? context));
    const outcome = failure === undefined ? found && outcomeOf(found.result) : outcomeOfFailure(failure);
    return { context, outcome, sameAs, error: failure && failureDocument(failure) };
  });
}

/** Where the items of a document are, and of a run in several contexts which these are. */
export interface DocumentContexts {
  readonly context?: string | undefined;
  readonly contexts?: ReturnType<typeof contextsListed> | undefined;
}

/** How many clusters there are, and how many have answered where some have not. */
export function clustersText(runs: readonly ContextRun<unknown>[]): string {
  const clusters = runs.filter((run) => !('sameAs' in run));
  const silent = clusters.filter((run) => 'failure' in run && ['unreachable', 'timeout'].includes(run.failure.kind));
  const noun = clusters.length === 1 ? 'cluster' : 'clusters';
  const count = silent.length === 0 ? `${clusters.length}` : `${clusters.length - silent.length} of ${clusters.length}`;
  return `${count} ${noun} answered`;
}
