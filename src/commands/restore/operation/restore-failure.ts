import type { DestinationRequest } from './destination-request.ts';
import { Failure } from '../../../errors.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { failureHint } from '../../../volsync/mover-failure-hint.ts';
import type { Diagnosis } from '../../../volsync/diagnosis.ts';
import { isBareRepository } from '../../../volsync/repository-source.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { remedyNote } from '../../../sync/result-draft.ts';
import type { RestoreEvents } from './restore-event.ts';

/** The mover fails, and will not heal. */
export function failingRestore(request: DestinationRequest, failure: Diagnosis): Failure {
  const details = [...failure.details, ...remedyNote(failure)];
  return new Failure('failed', `${subjectOf(request)} fails: ${failure.message}.`, {
    details,
    hint: hintFor(failure, request.source),
  });
}

/** Our own time is up. */
export function tooLate(request: DestinationRequest, { trouble, lastLine }: RestoreEvents): Failure {
  const message = `${subjectOf(request)} did not finish in ${Math.round(request.timeoutMs / 1000)}s`;
  if (trouble !== undefined) {
    const hint = hintFor(trouble, request.source);
    return new Failure('timeout', `${message}: ${trouble.message}.`, { details: trouble.details, hint });
  }
  const details = lastLine === undefined ? [] : [`The mover's last line: ${lastLine}`];
  return new Failure('timeout', `${message}.`, { details, hint: 'allow more time: --timeout' });
}

/** What shows more of the mover would come too late: it is removed. */
function hintFor(failure: Diagnosis, source: ReplicationSource): string | undefined {
  if (isBareRepository(source) && failure.reason === 'locked') return undefined;
  const stays: readonly Diagnosis['reason'][] = ['locked', 'wrong-password', 'secret-missing', 'quota-exceeded'];
  return stays.includes(failure.reason) ? failureHint(failure, source) : undefined;
}

function subjectOf({ chosen, claim }: DestinationRequest): string {
  return `The restore of snapshot ${shortId(chosen.snapshot.id)} into PVC ${claim.namespace}/${claim.name}`;
}
