import type { InstallReport } from './operation/install.ts';
import type { PolicyReport } from './judgement/status.ts';

/** JSON document of the result of `policies status`. */
export function policiesDocument(report: PolicyReport) {
  const { outcome, version, policies, probes, problems, migration } = report;
  return {
    schema: 'volsyncctl/policies/v1',
    outcome,
    version,
    policies,
    movers: probes.map(({ namespace, role, answer }) => ({ namespace, role, ...answer })),
    problems: problems.map(({ check, level, subject, message, hint }) => ({
      rule: check,
      level,
      subject,
      message,
      hint,
    })),
    migration: migration && { obstacle: migration.obstacle, stages: migration.steps },
  };
}

/** Output of `-o name`. */
export function policyNames({ policies }: PolicyReport): readonly string[] {
  return policies.map(({ kind, name }) => `${kind.toLowerCase()}.admissionregistration.k8s.io/${name}`);
}

/** The result of `policies install`. */
export function installDocument({ outcome, isDryRun, version, objects, warnings }: InstallReport) {
  return { schema: 'volsyncctl/policies-install/v1', outcome, isDryRun, version, objects, warnings };
}
