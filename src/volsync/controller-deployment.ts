import type { Deployment } from '../kube/objects.ts';

/** Helm's chart and kustomize both set it, to different values. */
export const controllerSelector = 'control-plane';

/** The container of VolSync's controller; undefined for the Deployment of another operator (many run `/manager`). */
export function controllerContainer(deployment: Deployment): string | undefined {
  const container = deployment.spec?.template?.spec?.containers?.find(({ command }) => command?.[0] === '/manager');
  if (container === undefined) return undefined;
  const isNamedVolSync = deployment.metadata.labels?.['app.kubernetes.io/name'] === 'volsync';
  const takesMovers = container.args?.some((arg) => arg.startsWith('--restic-container-image')) === true;
  return isNamedVolSync || takesMovers ? container.name : undefined;
}
