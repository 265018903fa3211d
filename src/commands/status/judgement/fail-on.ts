import { worstOutcome, type Outcome } from '../../../errors.ts';
import type { FleetStatus } from './fleet.ts';
import type { Problem } from '../../../volsync/problem.ts';
import { reasons, type Reason } from '../../../volsync/reasons.ts';

/** What makes a check fail: reasons, or any problem. */
export type FailOn = readonly (Reason | 'any')[];

/** Shorter names that the table shows as well. */
const aliases: Readonly<Record<string, Reason>> = { parked: 'parked-schedule' };

/** Every accepted name. */
export const failOnNames: readonly string[] = ['any', ...Object.keys(aliases), ...reasons];

/** The reason for a name; undefined for an unknown name. */
export function failOnName(name: string): Reason | 'any' | undefined {
  const reason = aliases[name] ?? name;
  return reason === 'any' ? 'any' : reasons.find((known) => known === reason);
}

/**
 * `unprotected` if a requested problem exists; `unknown` if one may exist but could not be checked, and if there is
 * nothing to check at all: a check of the wrong scope must not pass.
 */
export function checkFleet(fleet: FleetStatus, failOn: FailOn): Outcome {
  const items = [...fleet.sources, ...fleet.destinations];
  const isGap = fleet.gaps.some(
    ({ hides }) => hides === undefined || failOn.some((name) => name !== 'any' && hides.includes(name)),
  );
  const seen = [...outcomes(items, failOn), ...outcomesOfRestores(fleet, failOn)];
  return worstOutcome(items.length === 0 || isGap ? ['unknown', ...seen] : seen);
}

/** Problems that no source or destination shows. */
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
