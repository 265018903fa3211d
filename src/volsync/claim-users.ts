import type { Pod, PodSpec } from '../kubernetes/objects.ts';
import { createdBy } from './orphan.ts';
import { podsWithClaim } from './volume-user.ts';

/** Whether pods of this spec mount a claim. */
export function mountsClaim(spec: PodSpec | undefined, claim: string): boolean {
  return spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim) === true;
}

/**
 * The pods that have a claim, or are about to, and that are neither volsyncctl's own nor VolSync's movers. One that is
 * being ended still has it.
 */
export function strangersWithClaim(pods: readonly Pod[], claim: string): readonly Pod[] {
  return [...podsWithClaim(pods, claim), ...pods.filter((pod) => isMadeFor(pod, claim))].filter(
    ({ metadata: { labels = {} } }) =>
      labels[createdBy] !== 'volsync' && labels['app.kubernetes.io/managed-by'] !== 'volsyncctl',
  );
}

/** The other pods that are on a node with a claim that `pod` mounts as well. */
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

/** Whether the claim is a generic ephemeral volume: Kubernetes makes it for the pod, and removes it with the pod. */
export function isMadeFor({ metadata, spec, status }: Pod, claim: string): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  return (spec?.volumes ?? []).some(
    ({ name, ephemeral }) => ephemeral !== undefined && `${metadata.name}-${name}` === claim,
  );
}
