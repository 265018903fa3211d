import type { Outcome } from '../errors.ts';
import type { QuiesceResult } from './quiescence.ts';
import type { Ending } from './trigger-ending.ts';

/**
 * The ending of a trigger whose app was to be kept quiet: if the app is not back, or was not quiet, that is no success.
 */
export function quiescedEnding(ending: Ending, { state, why, hint, disturbance }: QuiesceResult): Ending {
  if (state === 'left' || state === 'not-ready') {
    const details = [...(ending.details ?? []), ...(why === undefined ? [] : [why])];
    return { ...ending, outcome: worse(ending.outcome, 'failed'), reason: 'app-stopped', details, hint };
  }
  if (ending.outcome === 'interrupted' && ending.tag === undefined && state === 'back') {
    return { ...ending, message: 'interrupted before the backup began' };
  }
  if (disturbance === undefined || ending.outcome !== 'ok') return ending;
  return { ...ending, outcome: 'unknown', reason: 'no-evidence', message: disturbance };
}

/** The first error is kept. */
function worse(outcome: Outcome, than: Outcome): Outcome {
  return ['ok', 'unknown', 'unprotected'].includes(outcome) ? than : outcome;
}
