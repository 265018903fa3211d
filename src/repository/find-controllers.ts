import type { ClusterContext } from '../kubernetes/context.ts';
import { allowed, type Allowed } from '../kubernetes/allowed.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { controllerSelector } from '../volsync/controller-deployment.ts';
import { controllerVersions, type ControllerVersion } from '../volsync/controller-version.ts';

type ControllerPorts = ClusterContext<'list'>;

/** The namespace in the documentation of VolSync's Helm chart and in its kustomize manifests. */
export const usualNamespace = 'volsync-system';

/** VolSync's controllers. Without permission to list Deployments everywhere, those in VolSync's usual namespace. */
export async function findControllers(ports: ControllerPorts): Promise<Allowed<readonly ControllerVersion[]>> {
  const everywhere = await controllersIn(undefined, ports);
  if ('value' in everywhere) return everywhere;
  const usual = await controllersIn(usualNamespace, ports);
  return 'value' in usual && usual.value.length > 0 ? usual : everywhere;
}

async function controllersIn(
  namespace: string | undefined,
  ports: ControllerPorts,
): Promise<Allowed<readonly ControllerVersion[]>> {
  const found = await deploymentsIn(namespace, ports);
  return 'why' in found ? found : { value: controllerVersions(found.value) };
}

/** The Deployments in one namespace or all of them that may be VolSync's controller. */
export function deploymentsIn(
  namespace: string | undefined,
  { cluster, signal }: ControllerPorts,
): Promise<Allowed<readonly Deployment[]>> {
  const scope = { namespace, labelSelector: controllerSelector };
  return allowed(cluster.list(resources.deployments, scope, signal));
}
