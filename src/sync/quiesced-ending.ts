import type { Outcome } from '../errors.ts';
import type { QuiesceResult } from './quiescence.ts';
import type { Ending } from './trigger-ending.ts';

/** How a trigger has ended whose app was to be quiet: an app that is not back, or was not quiet, is no success. */
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

/** What went wrong first stays. */
function worse(outcome: Outcome, than: Outcome): Outcome {
  return ['ok', 'unknown', 'unprotected'].includes(outcome) ? than : outcome;
}
