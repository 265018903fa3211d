import type { PersistentVolumeClaim } from '../../kube/objects.ts';
import { dateOf } from '../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import type { UnprotectedClaim } from './check-result.ts';

/**
 * The PVCs that no source backs up; those that VolSync itself has made are none. A source that is there but never synced
 * shows among the apps.
 */
export function unprotectedClaims(
  claims: readonly PersistentVolumeClaim[],
  sources: readonly ReplicationSource[],
): readonly UnprotectedClaim[] {
  const backedUp = new Set(sources.map(({ metadata, spec }) => `${metadata.namespace ?? ''}/${spec?.sourcePVC ?? ''}`));
  return claims
    .filter((claim) => !backedUp.has(nameOf(claim)) && !isMadeByVolSync(claim))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(({ metadata, spec, status }) => ({
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      phase: status?.phase,
      size: status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'],
      storageClass: spec?.storageClassName,
      createdAt: dateOf(metadata.creationTimestamp),
    }));
}

function nameOf({ metadata }: PersistentVolumeClaim): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Caches, copies, and volumes that are being filled; a destination's own volume holds restored data and is one of them. */
function isMadeByVolSync({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.labels?.['app.kubernetes.io/created-by'] === 'volsync';
}
