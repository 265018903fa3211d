import { worstOutcome, type Failure, type FailureKind, type Outcome } from '../errors.ts';
import { failureDocument } from './failure.ts';

/**
 * How the work in one context of the kubeconfig ended; `sameAs` is a context of the same cluster that was examined
 * instead.
 */
export type ContextRun<T> = { readonly context: string } & (
  { readonly result: T } | { readonly failure: Failure } | { readonly sameAs: string }
);

/** One item of a result, and its context. */
export interface InContext<T> {
  readonly context: string;
  readonly item: T;
}

/** The runs that have a result. */
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

/** A cluster that could not be examined is unknown; a missing object is a known result. */
export function outcomeOfFailure({ kind }: Failure): FailureKind {
  return ['unreachable', 'forbidden', 'timeout'].includes(kind) ? 'unknown' : kind;
}

/** The worst exit code of all; if no cluster could be examined, the exit code as for a single context. */
export function outcomeOfRuns<T>(runs: readonly ContextRun<T>[], outcomeOf: (result: T) => Outcome): Outcome {
  const results = examined(runs).map(({ result }) => outcomeOf(result));
  const failures = runs.flatMap((run) => ('failure' in run ? [run.failure] : []));
  if (results.length === 0) return worstOutcome(failures.map(({ kind }) => kind));
  return worstOutcome([...results, ...failures.map(outcomeOfFailure)]);
}

/** JSON form of the contexts; `outcomeOf` returns undefined for a result that is no check. */
export function contextsListed<T>(runs: readonly ContextRun<T>[], outcomeOf: (result: T) => Outcome | undefined) {
  return runs.map((run) => {
    const { context } = run;
    const [sameAs, failure] = ['sameAs' in run ? run.sameAs : undefined, 'failure' in run ? run.failure : undefined];
    const found = examined(runs).find((one) => one.context === (sameAs ?? context));
    const outcome = failure === undefined ? found && outcomeOf(found.result) : outcomeOfFailure(failure);
    return { context, outcome, sameAs, error: failure && failureDocument(failure) };
  });
}

/** The context of the items in a document and, for a run over several contexts, all contexts. */
export interface DocumentContexts {
  readonly context?: string | undefined;
  readonly contexts?: ReturnType<typeof contextsListed> | undefined;
}

/** The number of clusters, and how many could be examined if some could not. */
export function clustersText(runs: readonly ContextRun<unknown>[]): string {
  const total = runs.filter((run) => !('sameAs' in run)).length;
  const seen = examined(runs).length;
  return `${seen === total ? total : `${seen} of ${total}`} ${total === 1 ? 'cluster' : 'clusters'} examined`;
}
