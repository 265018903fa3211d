import type { DestinationRequest } from '../../../restore/destination-request.ts';
import type { PlannedDrill } from './plan.ts';

/** The restore of a drill, for VolSync. */
export function requestOf({
  source,
  claim,
  run,
  chosen,
  timeoutMs,
}: Pick<PlannedDrill, 'source' | 'claim' | 'run' | 'chosen' | 'timeoutMs'>): DestinationRequest {
  const { namespace, name } = claim.metadata;
  return { source, claim: { namespace, name }, run, command: 'drill', chosen, deletesExtraFiles: false, timeoutMs };
}
