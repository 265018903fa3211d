import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { createdBy, ownership, type PossibleOwners } from './orphan.ts';
import { dateOf } from './sync-state.ts';

/** A PVC that no ReplicationSource backs up. */
export interface UnprotectedClaim extends ObjectKey {
  readonly phase: string | undefined;
  readonly size: string | undefined;
  readonly storageClass: string | undefined;
  readonly createdAt: Date | undefined;
}

interface Owners extends PossibleOwners {
  readonly claims: readonly PersistentVolumeClaim[];
}

/**
 * The PVCs that no source backs up, without those that an existing ReplicationSource or ReplicationDestination works
 * with. A source that exists but has never synced is shown among the apps.
 */
export function unprotectedClaims(owners: Owners): readonly UnprotectedClaim[] {
  const { claims, sources } = owners;
  const backedUp = new Set(sources.map(({ metadata, spec }) => `${metadata.namespace ?? ''}/${spec?.sourcePVC ?? ''}`));
  return claims
    .filter((claim) => !backedUp.has(nameOf(claim)) && !isOfVolSync(claim, owners))
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

/** A PVC that a destination with the copy method `Direct` has restored into is meant to be mounted and written to. */
function isRestoredForUse({ metadata }: PersistentVolumeClaim, { destinations }: PossibleOwners): boolean {
  return destinations.some(({ metadata: { namespace }, status }) => {
    const { kind, name } = status?.latestImage ?? {};
    return kind === 'PersistentVolumeClaim' && name === metadata.name && namespace === metadata.namespace;
  });
}

/**
 * Caches, copies, and volumes that are being filled, including those that a destination takes a VolumeSnapshot of.
 * Anybody can set VolSync's label, so an existing owner is required as well.
 */
function isOfVolSync(claim: PersistentVolumeClaim, owners: PossibleOwners): boolean {
  const isLabelled = claim.metadata.labels?.[createdBy] === 'volsync';
  return (
    isLabelled && !isRestoredForUse(claim, owners) && ownership(claim, 'PersistentVolumeClaim', owners).kind === 'owned'
  );
}
