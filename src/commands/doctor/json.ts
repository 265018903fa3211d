import { contextsListed, examined, type ContextRun, type DocumentContexts } from '../../text/context-runs.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import type { Finding } from './finding.ts';
import type { ShownReport } from './operation/doctor.ts';
import type { RightsReview } from './operation/review-rights.ts';
import type { FixResult } from './operation/fix.ts';

/** JSON document of the findings; fine ones only with -v, otherwise as a count per rule. */
export function doctorDocument(
  report: ShownReport,
  { isVerbose }: { readonly isVerbose: boolean },
  results: readonly FixResult[],
  { context, contexts }: DocumentContexts = {},
) {
  const shown = report.findings.filter(({ outcome }) => isVerbose || outcome !== 'fine');
  const fixed = new Map(results.map(({ fix, failure }) => [fix.finding, failure]));
  return {
    schema: 'volsyncctl/doctor/v1',
    time: rfc3339(report.time),
    tookSeconds: Math.round(report.tookMs / 100) / 10,
    outcome: report.outcome,
    appCount: report.apps,
    files: report.files,
    pods: report.pods.map((pod) => ({ context, ...pod })),
    hasLookedIntoRepositories: report.withRepositories,
    findings: shown.map((finding) => ({ context, ...findingDocument(finding, fixed) })),
    rules: report.rules.map(({ name, harm }) => ({ name, harm, ...countsOf(name, report.findings) })),
    failures: report.failures.map(({ kind, message, hint }) => ({ context, kind, message, hint })),
    contexts,
  };
}

/** The findings of several contexts as one document, each with its context; rules are counted over all. */
export function doctorInContexts(
  runs: readonly ContextRun<ShownReport>[],
  view: { readonly isVerbose: boolean },
  run: Pick<ShownReport, 'rules' | 'withRepositories' | 'outcome' | 'time' | 'tookMs'>,
): ReturnType<typeof doctorDocument> {
  const reports = examined(runs);
  const parts = reports.map(({ context, result }) => doctorDocument(result, view, [], { context }));
  const whole = {
    ...run,
    findings: reports.flatMap(({ result }) => result.findings),
    apps: reports.reduce((sum, { result }) => sum + result.apps, 0),
    ...{ pods: [], failures: [] },
  };
  return {
    ...doctorDocument(whole, view, [], { contexts: contextsListed(runs, ({ outcome }) => outcome) }),
    pods: parts.flatMap(({ pods }) => pods),
    findings: parts.flatMap(({ findings }) => findings),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/** The rights of this user, by command. */
export function rightsDocument({ namespace, volsyncNamespace, commands }: RightsReview) {
  return {
    schema: 'volsyncctl/doctor-rbac/v1',
    namespace,
    volsyncNamespace,
    rights: commands.map(({ command, state, missing }) => ({
      command,
      state,
      missingRights: missing.map(({ verb, group, resource, subresource, namespace: where, isOptional, purpose }) => ({
        ...{ verb, group, resource: subresource === undefined ? resource : `${resource}/${subresource}` },
        ...{ namespace: where, isOptional, purpose },
      })),
    })),
  };
}

function findingDocument(finding: Finding, fixed: ReadonlyMap<Finding, FixResult['failure']>) {
  const { rule, harm, outcome, object, seen, why, fix, sure, evidence } = finding;
  return {
    ...{ rule, harm, outcome, object, seen, why, hint: fix, sure, evidence },
    ...(fixed.has(finding) && { isFixed: fixed.get(finding) === undefined, fixError: fixed.get(finding)?.message }),
  };
}

function countsOf(name: string, findings: readonly Finding[]) {
  const own = findings.filter(({ rule }) => rule === name);
  const count = (outcome: Finding['outcome']) => own.filter((finding) => finding.outcome === outcome).length;
  return {
    problemCount: count('problem'),
    couldNotLookCount: count('could-not-look'),
    fineCount: count('fine'),
  };
}
