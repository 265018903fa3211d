import { Failure, isFailure } from '../../../errors.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { Fix } from '../judgement/fixes.ts';

type FixPorts = ClusterContext<'patch' | 'delete'>;

/** The result of one fix. */
export interface FixResult {
  readonly fix: Fix;
  /** Why it was not made; undefined if it was. */
  readonly failure: Failure | undefined;
}

/**
 * Makes the changes one after the other; a refused change does not stop the others. After Ctrl-C no further one is
 * started, and completed ones are still reported.
 */
export async function applyFixes(fixes: readonly Fix[], ports: FixPorts): Promise<readonly FixResult[]> {
  const results: FixResult[] = [];
  for (const fix of fixes) {
    const failure = ports.signal.aborted ? notBegun() : await failureOf(apply(fix, ports));
    results.push({ fix, failure });
  }
  return results;
}

async function apply(fix: Fix, { cluster, signal }: FixPorts): Promise<void> {
  if (fix.kind === 'patch') await cluster.patch(fix.resource, fix.key, fix.patch, {}, signal);
  else await cluster.delete(fix.resource, fix.key, { uid: fix.uid }, signal);
}

async function failureOf(work: Promise<void>): Promise<Failure | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { kind, message, hint } = error;
    // The request may have arrived.
    if (!isFailure(error, 'interrupted', 'unreachable', 'timeout')) return error;
    return new Failure(kind, `${message} It may have been changed.`, { hint, cause: error });
  }
}

function notBegun(): Failure {
  return new Failure('interrupted', 'interrupted before this was changed');
}
