import type { NewObject } from '../kubernetes/cluster.ts';
import type { ReplicationDestination, ReplicationSource, ResticDestination } from '../volsync/types.ts';

/** One restore into an existing volume. */
export interface DestinationSpec {
  readonly metadata: NewObject<ReplicationDestination>['metadata'];
  /** The source whose restic settings are copied. */
  readonly source: ReplicationSource;
  /** The PVC to be filled. */
  readonly claim: string;
  /** VolSync stores it as `lastManualSync` when it is done. */
  readonly tag: string;
  /** RFC 3339. */
  readonly restoreAsOf: string;
  readonly previous: number;
  readonly deletesExtraFiles: boolean;
}

/**
 * The ReplicationDestination for a single restore by VolSync into the volume itself, with the settings of the source's
 * mover: repository, user, placement and cache. The `storageClassName` and `accessModes` of a source apply to its
 * copies, and to its cache if nothing else is set for that.
 */
export function restoreDestination(spec: DestinationSpec): NewObject<ReplicationDestination> {
  const { metadata, source, claim, tag, restoreAsOf, previous, deletesExtraFiles } = spec;
  const { storageClassName, accessModes, ...own } = source.spec?.restic ?? {};
  const cacheStorageClassName = own.cacheStorageClassName ?? storageClassName;
  const cacheAccessModes = own.cacheAccessModes ?? accessModes;
  return {
    metadata,
    spec: {
      trigger: { manual: tag },
      restic: {
        ...picked(own),
        ...(cacheStorageClassName !== undefined && { cacheStorageClassName }),
        ...(cacheAccessModes !== undefined && { cacheAccessModes }),
        copyMethod: 'Direct',
        destinationPVC: claim,
        restoreAsOf,
        ...(previous > 0 && { previous }),
        enableFileDeletion: deletesExtraFiles,
        cleanupCachePVC: true,
      },
    },
  };
}

const copied = [
  'repository',
  'customCA',
  'cacheCapacity',
  'moverServiceAccount',
  'moverSecurityContext',
  'moverPodLabels',
  'moverAffinity',
  'moverResources',
  'moverVolumes',
] as const satisfies readonly (keyof ResticDestination)[];

function picked(options: ResticDestination): ResticDestination {
  const entries = copied.map((field) => [field, options[field]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
