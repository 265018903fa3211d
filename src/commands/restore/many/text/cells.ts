import type { AppRestorePlan } from '../operation/plan.ts';

/** The PVC that an app is restored into. */
export function claimToFill(planned: AppRestorePlan): string {
  return planned.mode === 'to-new' ? planned.plan.claim.metadata.name : planned.plan.journal.claim;
}
