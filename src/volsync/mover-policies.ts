import type { AdmissionRule, MatchResources, MutatingAdmissionPolicy } from '../kubernetes/admission.ts';
import type { Allowed } from '../kubernetes/allowed.ts';
import type { Job } from '../kubernetes/objects.ts';
import type { ServedPolicies } from '../kubernetes/served-policies.ts';
import type { Injection } from './mover-injection.ts';

export const moverRoles = ['source', 'destination'] as const;
export type MoverRole = (typeof moverRoles)[number];

/** The mover Jobs of a namespace after admission, from a dry run. */
export interface MoverProbe {
  readonly namespace: string;
  readonly role: MoverRole;
  readonly answer:
    | {
        readonly kind: 'admitted';
        readonly injection: Injection;
        /** Whether a second pass, as in VolSync's next reconcile, yields the same pod. */
        readonly isStable: boolean;
      }
    | { readonly kind: 'refused'; readonly why: string }
    | { readonly kind: 'unknown'; readonly why: string };
}

/** Everything needed to judge the admission policies for movers. */
export interface MoverPolicyFacts {
  /** Undefined if the API server does not serve these kinds. */
  readonly served: Allowed<ServedPolicies | undefined>;
  readonly probes: readonly MoverProbe[];
  /** Existing Jobs of movers. */
  readonly jobs: Allowed<readonly Job[]>;
}

/** A policy that may change mover Jobs. */
export interface MoverPolicy {
  readonly policy: MutatingAdmissionPolicy;
  readonly name: string;
  /** Names of its bindings. */
  readonly bindings: readonly string[];
  /** Whether it, or each of its bindings, is limited to some namespaces or objects. */
  readonly isLimited: boolean;
  readonly operations: readonly string[];
  readonly failurePolicy: 'Fail' | 'Ignore';
  /** Names of the volumes and containers that it adds to the probed movers. */
  readonly injects: readonly string[];
}

/** The policies that add something to the probed movers, or that mention VolSync and Jobs. */
export function policiesOfMovers({ served, probes }: MoverPolicyFacts): readonly MoverPolicy[] {
  if (!('value' in served) || served.value === undefined) return [];
  const { policies, bindings } = served.value;
  const injections = injectionsOf(probes);
  return policies.flatMap((policy) => {
    const { metadata, spec = {} } = policy;
    const rules = (spec.matchConstraints?.resourceRules ?? []).filter(isAboutJobs);
    const text = policyText(policy);
    const bound = bindings.filter((binding) => binding.spec?.policyName === metadata.name);
    const injects = bound.length === 0 ? [] : namesOf(injections).filter((name) => isNamedIn(text, name));
    if (rules.length === 0 || (injects.length === 0 && !text.includes('volsync'))) return [];
    return {
      ...{ policy, name: metadata.name, injects },
      bindings: bound.map((binding) => binding.metadata.name),
      isLimited: selects(spec.matchConstraints) || bound.every((binding) => selects(binding.spec?.matchResources)),
      operations: [...new Set(rules.flatMap(({ operations = [] }) => operations))],
      failurePolicy: spec.failurePolicy ?? 'Fail',
    };
  });
}

/** What admission adds to the probed movers. */
export function injectionsOf(probes: readonly MoverProbe[]): readonly Injection[] {
  return probes.flatMap(({ answer }) => (answer.kind === 'admitted' ? [answer.injection] : []));
}

/** Whether a rule of a policy or webhook matches Jobs. */
export function isAboutJobs({ apiGroups = [], resources = [] }: AdmissionRule): boolean {
  return (
    ['batch', '*'].some((group) => apiGroups.includes(group)) &&
    ['jobs', '*', '*/*'].some((kind) => resources.includes(kind))
  );
}

/** Whether policies may treat namespaces differently, so that a probe of one says nothing about another. */
export function isByNamespace({ policies, bindings }: ServedPolicies): boolean {
  return (
    bindings.some(({ spec }) => selects(spec?.matchResources)) ||
    policies.some(
      (policy) => selects(policy.spec?.matchConstraints) || policyText(policy).toLowerCase().includes('namespace'),
    )
  );
}

/** The Job does not show which policy added what: the policy's expressions contain the names that it adds. */
export function isNamedIn(text: string, name: string): boolean {
  return text.includes(`"${name}"`) || text.includes(`'${name}'`);
}

/** All expressions of a policy. */
export function policyText({ spec = {} }: MutatingAdmissionPolicy): string {
  const { matchConditions = [], variables = [], mutations = [] } = spec;
  const expressions = [
    ...matchConditions.map(({ expression }) => expression),
    ...variables.map(({ expression }) => expression),
    ...mutations.map(({ jsonPatch, applyConfiguration }) => (jsonPatch ?? applyConfiguration)?.expression),
  ];
  return expressions.join('\n');
}

function namesOf(injections: readonly Injection[]): readonly string[] {
  const names = injections.flatMap(({ volumes, initContainers, sidecars }) => [
    ...volumes.map(({ name }) => name),
    ...initContainers.map(({ name }) => name),
    ...sidecars,
  ]);
  return [...new Set(names)];
}

function selects({ namespaceSelector, objectSelector }: MatchResources = {}): boolean {
  return [namespaceSelector, objectSelector].some(
    (selector) => selector !== undefined && Object.keys(selector).length > 0,
  );
}
