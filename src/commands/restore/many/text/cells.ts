import type { PlannedRestore } from '../operation/plan.ts';

/** The PVC that an app is restored into. */
export function claimOf(planned: PlannedRestore): string {
  return planned.mode === 'to-new' ? planned.plan.claim.metadata.name : planned.plan.journal.claim;
}
