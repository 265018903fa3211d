import { worstOutcome, type Outcome } from '../../../errors.ts';
import type { FleetStatus } from './fleet.ts';
import type { Problem } from '../../../volsync/problem.ts';
import { reasons, type Reason } from '../../../volsync/reasons.ts';

/** What makes a check fail: reasons, or every problem there is. */
export type FailOn = readonly (Reason | 'any')[];

/** Shorter names that the table shows as well. */
const aliases: Readonly<Record<string, Reason>> = { parked: 'parked-schedule' };

/** Every name that may be asked for. */
export const failOnNames: readonly string[] = ['any', ...Object.keys(aliases), ...reasons];

/** The reason of a name; undefined for a name that is none. */
export function failOnName(name: string): Reason | 'any' | undefined {
  const reason = aliases[name] ?? name;
  return reason === 'any' ? 'any' : reasons.find((known) => known === reason);
}

/**
 * `unprotected` where a problem is asked for; `unknown` where one may be there and could not be seen, and where there
 * is nothing to check at all: a check that looks into the wrong place must not pass.
 */
export function checkFleet(fleet: FleetStatus, failOn: FailOn): Outcome {
  const items = [...fleet.sources, ...fleet.destinations];
  const isGap = fleet.gaps.some(
    ({ hides }) => hides === undefined || failOn.some((name) => name !== 'any' && hides.includes(name)),
  );
  const seen = [...outcomes(items, failOn), ...outcomesOfRestores(fleet, failOn)];
  return worstOutcome(items.length === 0 || isGap ? ['unknown', ...seen] : seen);
}

/** What no source or destination shows. */
function outcomesOfRestores({ openWithoutSource }: FleetStatus, failOn: FailOn): readonly Outcome[] {
  const isAskedFor = failOn.includes('any') || failOn.includes('open-restore');
  return isAskedFor && openWithoutSource.length > 0 ? ['unprotected'] : [];
}

function outcomes(items: readonly { readonly problems: readonly Problem[] }[], failOn: FailOn): readonly Outcome[] {
  const isAskedFor = (reason: Reason | undefined) =>
    reason !== undefined && (failOn.includes('any') || failOn.includes(reason));
  return items.flatMap(({ problems }) => problems).map((problem) => outcomeOf(problem, isAskedFor));
}

function outcomeOf(
  { level, reason, cause, hides = [] }: Problem,
  isAskedFor: (reason: Reason | undefined) => boolean,
): Outcome {
  if (level === 'unknown') return [reason, 'unknown' as const, ...hides].some(isAskedFor) ? 'unknown' : 'ok';
  return isAskedFor(reason) || isAskedFor(cause) ? 'unprotected' : 'ok';
}
