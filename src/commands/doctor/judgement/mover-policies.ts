import type { Facts } from '../facts.ts';
import type { MutatingAdmissionPolicy } from '../../../kubernetes/admission.ts';
import type { FindingObject } from '../finding.ts';
import { seen } from './looked.ts';

/** The MutatingAdmissionPolicies that are about movers: they name VolSync, and Jobs. */
export function moverPolicies({ cluster }: Facts): readonly MutatingAdmissionPolicy[] {
  return seen(cluster.policies).filter(({ spec }) => {
    const words = JSON.stringify([spec?.matchConditions, spec?.mutations]);
    const isOfJobs =
      spec?.matchConstraints?.resourceRules?.some(({ resources }) => resources?.includes('jobs')) === true;
    return isOfJobs && words.includes('volsync');
  });
}

/** Whether a binding puts it into force. */
export function isBound({ metadata }: MutatingAdmissionPolicy, { cluster }: Facts): boolean {
  return seen(cluster.policyBindings).some(({ spec }) => spec?.policyName === metadata.name);
}

/** Whether what a policy changes has to do with a part of the pod. */
export function mutates({ spec }: MutatingAdmissionPolicy, part: string): boolean {
  return JSON.stringify(spec?.mutations ?? []).includes(part);
}

/** A policy as findings name it. */
export function policyObject({ metadata }: MutatingAdmissionPolicy): FindingObject {
  return { kind: 'MutatingAdmissionPolicy', name: metadata.name };
}
