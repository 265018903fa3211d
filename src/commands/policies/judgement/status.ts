import type { Outcome } from '../../../errors.ts';
import { injectionsOf, isAboutJobs, policiesOfMovers, type MoverProbe } from '../../../volsync/mover-policies.ts';
import type { Injection } from '../../../volsync/mover-injection.ts';
import { policyProblems, type PolicyProblem } from '../../../volsync/mover-policy-problems.ts';
import type { PolicyFacts, PolicyStatus } from './facts.ts';
import { migrationOf, type Migration } from './migration.ts';

/** One problem of the policies, or one thing that could not be read; `check` is undefined if it could not be listed. */
export interface ReportedProblem {
  readonly check?: PolicyProblem['check'];
  readonly level: PolicyProblem['level'];
  readonly subject: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The result of `policies status`. */
export interface PolicyReport {
  readonly outcome: Outcome;
  /** Undefined if the API server has no such policies, or that could not be determined. */
  readonly version: string | undefined;
  readonly policies: readonly PolicyStatus[];
  readonly probes: readonly MoverProbe[];
  /** Worst first. */
  readonly problems: readonly ReportedProblem[];
  readonly migration: Migration | undefined;
}

/** Reports the policies for movers, and their problems. */
export function policyReport(facts: PolicyFacts): PolicyReport {
  const problems = [...policyProblems(facts).map(reported), ...hidden(facts)].toSorted(compareLevels);
  const levels = problems.map(({ level }) => level);
  const served = 'value' in facts.served ? facts.served.value : undefined;
  return {
    outcome: levels.includes('bad') ? 'unprotected' : levels.includes('unknown') ? 'unknown' : 'ok',
    version: served?.version,
    policies: [...policyStatuses(facts), ...webhookStatuses(facts)],
    probes: facts.probes,
    problems,
    migration: migrationOf(facts),
  };
}

function reported({ check, level, subject, seen, why, hint }: PolicyProblem): ReportedProblem {
  return { check, level, subject, message: `${seen}: ${why}`, hint };
}

function compareLevels(a: ReportedProblem, b: ReportedProblem): number {
  const levels: readonly ReportedProblem['level'][] = ['bad', 'unknown', 'warning'];
  return levels.indexOf(a.level) - levels.indexOf(b.level);
}

function hidden({ served, webhooks, jobs, destinations }: PolicyFacts): readonly ReportedProblem[] {
  // The probe still shows what these policies and webhooks add.
  const ofCluster = [
    ...('why' in served ? [clusterWide('policies', 'unknown')] : []),
    ...('why' in webhooks ? [clusterWide('webhooks', 'warning')] : []),
  ];
  const ofNamespace = Object.entries({ 'running movers': jobs, destinations }).flatMap(([subject, seen]) =>
    'why' in seen ? [{ level: 'warning' as const, subject, message: `could not be listed: ${seen.why}` }] : [],
  );
  return [...ofCluster, ...ofNamespace];
}

/** They are cluster-scoped, so a Role cannot grant them. */
function clusterWide(subject: string, level: ReportedProblem['level']): ReportedProblem {
  const message = 'no permission to list them, which requires a ClusterRole';
  return { level, subject, message, hint: 'volsyncctl rbac policies -A' };
}

function policyStatuses(facts: PolicyFacts): readonly PolicyStatus[] {
  return policiesOfMovers(facts).map(({ name, bindings, operations, failurePolicy, injects }) => ({
    ...{ kind: 'MutatingAdmissionPolicy', name, bindings, operations, failurePolicy, injects },
    breaks: bindings.length === 0 ? undefined : breaksOf(failurePolicy, injects, injectionsOf(facts.probes)),
  }));
}

function breaksOf(failurePolicy: 'Fail' | 'Ignore', injects: readonly string[], all: readonly Injection[]): string {
  if (failurePolicy === 'Fail') return 'if it fails, the API server rejects mover Jobs: no backup or restore starts';
  const isVolume = all.some(({ volumes }) => volumes.some(({ name }) => injects.includes(name)));
  return isVolume
    ? 'if it fails, movers start without their repository and fail'
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
