import type { Outcome } from '../../../errors.ts';
import type { AdmissionRule, MutatingAdmissionPolicy } from '../../../kubernetes/admission.ts';
import type { MoverProbe, PolicyFacts, PolicyStatus } from './facts.ts';
import type { Injection } from './injection.ts';
import { migrationOf, type Migration } from './migration.ts';
import { problemsOf, type PolicyProblem } from './problems.ts';

/** The result of `policies status`. */
export interface PolicyReport {
  readonly outcome: Outcome;
  /** Undefined where the API server has no such policies, or where it could not be seen. */
  readonly version: string | undefined;
  readonly policies: readonly PolicyStatus[];
  readonly probes: readonly MoverProbe[];
  readonly problems: readonly PolicyProblem[];
  readonly migration: Migration | undefined;
}

/** What the facts say about the policies of movers, and what is wrong with them. */
export function policyReport(facts: PolicyFacts): PolicyReport {
  const injections = facts.probes.flatMap(({ answer }) => (answer.kind === 'admitted' ? [answer.injection] : []));
  const policies = [...policyStatuses(facts, injections), ...webhookStatuses(facts)];
  const problems = problemsOf(facts, policies);
  const levels = problems.map(({ level }) => level);
  const served = 'value' in facts.served ? facts.served.value : undefined;
  return {
    outcome: levels.includes('bad') ? 'unprotected' : levels.includes('unknown') ? 'unknown' : 'ok',
    version: served?.version,
    policies,
    probes: facts.probes,
    problems,
    migration: migrationOf(facts),
  };
}

function policyStatuses({ served }: PolicyFacts, injections: readonly Injection[]): readonly PolicyStatus[] {
  if (!('value' in served) || served.value === undefined) return [];
  const { policies, bindings } = served.value;
  return policies.flatMap((policy) => {
    const { metadata, spec = {} } = policy;
    const rules = (spec.matchConstraints?.resourceRules ?? []).filter(isAboutJobs);
    const text = textOf(policy);
    const bound = bindings.filter((binding) => binding.spec?.policyName === metadata.name);
    const injects = bound.length === 0 ? [] : namesIn(text, injections);
    if (rules.length === 0 || (injects.length === 0 && !text.includes('volsync'))) return [];
    const failurePolicy = spec.failurePolicy ?? 'Fail';
    return [
      {
        kind: 'MutatingAdmissionPolicy' as const,
        name: metadata.name,
        bindings: bound.map((binding) => binding.metadata.name),
        operations: [...new Set(rules.flatMap(({ operations = [] }) => operations))],
        failurePolicy,
        injects,
        breaks: bound.length === 0 ? undefined : breaksOf(failurePolicy, injects, injections),
      },
    ];
  });
}

/** Which policy added what cannot be seen in the Job: the names that it adds are in its expressions, whatever its own name. */
function namesIn(text: string, injections: readonly Injection[]): readonly string[] {
  const names = injections.flatMap(({ volumes, initContainers, sidecars }) => [
    ...volumes.map(({ name }) => name),
    ...initContainers.map(({ name }) => name),
    ...sidecars,
  ]);
  return [...new Set(names)].filter((name) => text.includes(`"${name}"`) || text.includes(`'${name}'`));
}

function textOf({ spec = {} }: MutatingAdmissionPolicy): string {
  const { matchConditions = [], variables = [], mutations = [] } = spec;
  const expressions = [
    ...matchConditions.map(({ expression }) => expression),
    ...variables.map(({ expression }) => expression),
    ...mutations.map(({ jsonPatch, applyConfiguration }) => (jsonPatch ?? applyConfiguration)?.expression),
  ];
  return expressions.join('\n');
}

function isAboutJobs({ apiGroups = [], resources = [] }: AdmissionRule): boolean {
  return (
    ['batch', '*'].some((group) => apiGroups.includes(group)) && ['jobs', '*'].some((kind) => resources.includes(kind))
  );
}

function breaksOf(failurePolicy: 'Fail' | 'Ignore', injects: readonly string[], all: readonly Injection[]): string {
  if (failurePolicy === 'Fail')
    return 'if it fails, the API server refuses mover Jobs: no backup and no restore starts';
  const isVolume = all.some(({ volumes }) => volumes.some(({ name }) => injects.includes(name)));
  return isVolume
    ? 'if it fails, movers start without their repository, and fail'
    : 'if it fails, movers start without it';
}

function webhookStatuses({ webhooks }: PolicyFacts): readonly PolicyStatus[] {
  if (!('value' in webhooks)) return [];
  return webhooks.value.flatMap(({ metadata, webhooks: each = [] }) =>
    each
      .filter(({ rules = [] }) => rules.some(isAboutJobs))
      .map(({ name, failurePolicy = 'Fail', rules = [] }) => ({
        kind: 'MutatingWebhookConfiguration' as const,
        name: `${metadata.name}/${name}`,
        bindings: [],
        operations: [...new Set(rules.filter(isAboutJobs).flatMap(({ operations = [] }) => operations))],
        failurePolicy,
        injects: [],
        breaks: breaksOf(failurePolicy, [], []),
      })),
  );
}
