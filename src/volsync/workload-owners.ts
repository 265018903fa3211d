import type { Deployment, OwnerReference } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';

/** Why a workload that runs cannot be stopped: the operators that own it would scale it up again. */
export function ownerRefusals(kind: string, { metadata, spec }: Deployment, namespace: string): readonly string[] {
  if (spec?.replicas === 0) return [];
  return (metadata.ownerReferences ?? []).map(
    (owner) =>
      `${kind} ${metadata.name} belongs to ${owner.kind} ${owner.name}, whose operator would scale it up again: stop it there: ` +
      shellCommand`kubectl edit ${typeOf(owner)} ${owner.name} -n ${namespace}`,
  );
}

/** What must stay true of a workload that its operator has stopped. */
export function ownerWarnings(kind: string, { metadata, spec }: Deployment): readonly string[] {
  if (spec?.replicas !== 0) return [];
  return (metadata.ownerReferences ?? []).map(
    (owner) =>
      `${kind} ${metadata.name} belongs to ${owner.kind} ${owner.name}, whose operator must leave it at 0 replicas while the app is stopped`,
  );
}

/** As kubectl takes it: `Grafana.v1.grafana.io`. */
function typeOf({ apiVersion, kind }: OwnerReference): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${version}.${group ?? ''}`;
}
