import type { Failure } from '../errors.ts';
import { refusedCreation } from '../volsync/mover-failure-event.ts';
import { lasting, passing, type Diagnosis } from '../volsync/diagnosis.ts';

/** Why a helper pod could not be created, or could no longer be observed. */
export function failureOfCreation({ kind, message, isOverload }: Failure): Diagnosis {
  if (kind === 'forbidden') return lasting('forbidden', message);
  if (kind === 'refused') return { ...refusedCreation(message), message };
  return passing(isOverload ? 'no-evidence' : 'unreachable', message);
}
