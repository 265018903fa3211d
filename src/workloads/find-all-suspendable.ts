import type { Access } from '../errors.ts';
import type { ClaimWorkloads, Kinded } from '../volsync/claim-workloads.ts';
import { fluxOwnersToSuspend } from '../volsync/flux-owners.ts';
import type { SuspendedObject } from '../volsync/restore-journal.ts';
import { findGitOps, listApplications, type FoundGitOps, type StoppedFor } from './find-gitops.ts';
import { findSuspendable } from './find-suspendable.ts';
import type { WorkloadPorts } from './ports.ts';

/** Everything that would start the workloads of a volume again, or revert another change of their objects. */
export interface FoundInterference {
  /** What has to be suspended, in this order. */
  readonly holds: readonly SuspendedObject[];
  /** What can neither be suspended nor ignored, in sentences. */
  readonly refusals: readonly string[];
  readonly missingRights: readonly Access[];
  readonly warnings: readonly string[];
}

export interface InterferenceRequest {
  readonly users: ClaimWorkloads;
  /** Other objects that are changed. */
  readonly others: readonly Kinded[];
  /** What Argo CD and Flux Operator would revert causes a warning instead of being suspended. */
  readonly ignoresGitOps: boolean;
  readonly stoppedFor: StoppedFor;
}

/** Finds the objects of Flux, Argo CD, Flux Operator, KEDA and Kubernetes that would interfere. */
export async function findAllSuspendable(
  { users, others, ignoresGitOps, stoppedFor }: InterferenceRequest,
  ports: Pick<WorkloadPorts, 'cluster' | 'signal'>,
): Promise<FoundInterference> {
  const objects = [...users.objects, ...others];
  const [direct, applications] = await Promise.all([findSuspendable(objects, ports), listApplications(ports)]);
  // Whatever applies a Kustomization or HelmRelease may resume it.
  const found = await findGitOps([...objects, ...direct.objects], { applications, stoppedFor }, ports);
  const gitOps = ignoresGitOps ? ignored(found) : confirmable(found);
  const flux = gitOps.objects.length === 0 ? direct : await findSuspendable([...objects, ...gitOps.objects], ports);
  return {
    holds: [...inOrder(gitOps, flux.holds), ...users.holds],
    refusals: [...users.refusals, ...flux.refusals, ...gitOps.reverters],
    missingRights: [...users.missingRights, ...flux.missingRights, ...gitOps.missingRights],
    warnings: [...users.warnings, ...gitOps.warnings],
  };
}

type GitOps = FoundGitOps & { readonly warnings: readonly string[] };

function confirmable(found: FoundGitOps): GitOps {
  const reverters = found.reverters.map((text) => `${text}; or continue anyway: --ignore-gitops`);
  return { ...found, reverters, warnings: [] };
}

function ignored({ holds, reverters, missingRights }: FoundGitOps): GitOps {
  const active = holds.filter(({ suspendBefore }) => suspendBefore !== true);
  const warnings = [
    ...reverters,
    ...active.map(
      ({ kind, namespace, name, why }) =>
        `${kind} ${namespace}/${name} ${why} and is not suspended: it may start the app again`,
    ),
    ...missingRights.map(
      ({ namespace = '', name = '' }) => `ResourceSet ${namespace}/${name} may not be read: it may start the app again`,
    ),
  ];
  return { holds: [], objects: [], reverters: [], missingRights: [], warnings };
}

/** An object is suspended before what it applies. */
function inOrder({ holds, objects }: FoundGitOps, flux: readonly SuspendedObject[]): readonly SuspendedObject[] {
  const isByFlux = objects.some(({ kind, object }) => fluxOwnersToSuspend(kind, object).length > 0);
  return isByFlux ? [...flux, ...holds] : [...holds, ...flux];
}
