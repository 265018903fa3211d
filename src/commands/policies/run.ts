import { exitCodes, Failure, isFailure } from '../../errors.ts';
import { styleFor } from '../../cli/color.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { Io, Output } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { present } from '../../cli/output.ts';
import type { PolicyVersion } from '../../kubernetes/admission.ts';
import { wantedPolicies, type PolicyOptions } from './judgement/policies.ts';
import { policyReport } from './judgement/status.ts';
import { installDocument, policiesDocument, policyNames } from './json.ts';
import { install, reportOf, type InstallReport } from './operation/install.ts';
import { readPolicies } from './operation/read-policies.ts';
import { planInstall, type InstallPlan, type InstallPorts } from './operation/plan-install.ts';
import { undoCommand } from './operation/roll-back.ts';
import { requirePolicies } from './operation/require-policies.ts';
import { renderInstall, renderManifests, renderPolicies, renderUndo } from './text.ts';

export interface PoliciesStatusOptions extends GlobalOptions {
  readonly isAllNamespaces: boolean;
  readonly hasMigration: boolean;
}

/** Shows which policies change mover Jobs and what they do; returns the exit code. */
export async function showPolicies(io: Io, options: PoliciesStatusOptions): Promise<number> {
  const cluster = await io.connect(options);
  const namespace = options.isAllNamespaces ? undefined : cluster.namespace;
  const report = policyReport(await readPolicies(namespace, cluster.namespace, { cluster, signal: io.signal }));
  await present(io, options.output, {
    document: policiesDocument(report),
    names: policyNames(report),
    text: (isWide) =>
      renderPolicies(report, { ...viewOn(io, io.stdout, options.color), hasMigration: options.hasMigration || isWide }),
  });
  return exitCodes[report.outcome];
}

export interface RenderOptions extends GlobalOptions {
  readonly policies: PolicyOptions;
  /** Undefined for the server's version. */
  readonly version: PolicyVersion | undefined;
}

/** Writes the policies as manifests, and returns the exit code. */
export async function showManifests(io: Io, options: RenderOptions): Promise<number> {
  const policies = wantedPolicies(options.policies, options.version ?? (await servedVersion(io, options)));
  const text = await renderManifests(policies);
  const items = policies.flatMap(({ policy, binding }) => [policy, binding]);
  if (options.output === 'yaml') io.stdout.write(text);
  else {
    await present(io, options.output, {
      document: { apiVersion: 'v1', kind: 'List', items },
      names: items.map(({ kind, metadata }) => `${kind.toLowerCase()}.admissionregistration.k8s.io/${metadata.name}`),
      text: () => text,
    });
  }
  return exitCodes.ok;
}

async function servedVersion(io: Io, options: RenderOptions): Promise<PolicyVersion> {
  try {
    const cluster = await io.connect(options);
    return (await requirePolicies({ cluster, signal: io.signal })).version;
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const { kind, message, missingRight } = error;
    const hint =
      'set the version of the policies: --api-version v1 (Kubernetes 1.36), v1beta1 (1.34) or v1alpha1 (1.32)';
    throw new Failure(kind, message, { hint, missingRight, cause: error });
  }
}

export interface InstallOptions extends GlobalOptions {
  readonly policies: PolicyOptions;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/** Plans, asks for confirmation, installs and proves the policies; returns the exit code. */
export async function installPolicies(io: Io, options: InstallOptions): Promise<number> {
  const cluster = await io.connect(options);
  const ports: InstallPorts = timedContextOf(io, cluster);
  const plan = await planInstall(options.policies, cluster.namespace, ports);
  const isIdle = plan.objects.every(({ action }) => action === 'keep');
  if (options.isDryRun) return show(io, reportOf(plan, true), options);
  if (!isIdle) {
    await confirm(io, plan, options);
    io.stderr.write(renderUndo(plan.objects.filter(({ action }) => action !== 'keep').map(undoCommand)));
  }
  return show(io, await install(plan, options.policies, ports), options);
}

async function confirm(io: Io, plan: InstallPlan, { isConfirmed, color }: InstallOptions): Promise<void> {
  if (isConfirmed) return;
  if (!io.canPrompt) {
    throw new Failure('refused', 'policies for every mover would be changed, but there is no terminal to confirm it', {
      hint: 'check with --dry-run, then use --yes',
    });
  }
  io.stderr.write(renderInstall(reportOf(plan, true), viewOn(io, io.stderr, color), true));
  if (!(await io.prompts.confirm('Install these policies?'))) throw new Failure('interrupted', 'Nothing was changed.');
}

async function show(io: Io, report: InstallReport, { output, color }: InstallOptions): Promise<number> {
  await present(io, output, {
    document: installDocument(report),
    names: report.objects.map(({ kind, name }) => `${kind.toLowerCase()}.admissionregistration.k8s.io/${name}`),
    text: () => renderInstall(report, viewOn(io, io.stdout, color), false),
  });
  return exitCodes[report.outcome];
}

function viewOn(io: Io, output: Output, color: GlobalOptions['color']) {
  return { style: styleFor(io, output, color), columns: output.isTerminal ? output.columns : undefined };
}
