import type { Pod, PodSpec } from '../kubernetes/objects.ts';
import { createdBy } from './orphan.ts';
import { podsWithClaim } from './volume-user.ts';

/** Whether pods with this spec mount a PVC. */
export function mountsClaim(spec: PodSpec | undefined, claim: string): boolean {
  return spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim) === true;
}

/**
 * The pods that use a PVC or are about to, except volsyncctl's own and VolSync's movers. A terminating pod still uses
 * it.
 */
export function strangersWithClaim(pods: readonly Pod[], claim: string): readonly Pod[] {
  return [...podsWithClaim(pods, claim), ...pods.filter((pod) => isMadeFor(pod, claim))].filter(
    ({ metadata: { labels = {} } }) =>
      labels[createdBy] !== 'volsync' && labels['app.kubernetes.io/managed-by'] !== 'volsyncctl',
  );
}

/** The other pods that are on a node and use a PVC that `pod` mounts as well. */
export function claimHolders({ metadata, spec = {} }: Pod, pods: readonly Pod[]): readonly Pod[] {
  const claims = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
  return pods.filter(
    (other) =>
      other.metadata.uid !== metadata.uid &&
      other.metadata.namespace === metadata.namespace &&
      other.spec?.nodeName !== undefined &&
      other.status?.phase !== 'Succeeded' &&
      other.status?.phase !== 'Failed' &&
      claims.some((claim) => mountsClaim(other.spec, claim)),
  );
}

/** Whether the PVC is a generic ephemeral volume: Kubernetes creates and deletes it with the pod. */
export function isMadeFor({ metadata, spec, status }: Pod, claim: string): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  return (spec?.volumes ?? []).some(
    ({ name, ephemeral }) => ephemeral !== undefined && `${metadata.name}-${name}` === claim,
  );
}
