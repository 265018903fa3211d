import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { quantityBytes } from '../volsync/quantity.ts';

/** The operator's options for a PVC that is created for a snapshot; the rest is taken from the app's PVC. */
export interface ClaimOptions {
  readonly capacity: string | undefined;
  readonly storageClass: string | undefined;
}

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

/** The spec of such a PVC, or why there is none. */
export type NewClaimSpec =
  | { readonly kind: 'claim'; readonly spec: ClaimSpec }
  /** The snapshot has more bytes than the requested size. */
  | { readonly kind: 'too-small'; readonly bytes: number }
  /** Neither an app's PVC nor the size of the snapshot's data is known. */
  | { readonly kind: 'no-size' };

const mebibyte = 1024 * 1024;
/** The size of a small file, which occupies a block. */
const blockBytes = 4096;
/** The file system's own share. */
const overhead = 1.1;

/**
 * The spec of a PVC as large as the app's, or as the snapshot's data with room for the file system if that is more. The
 * data source of the app's PVC is not copied: VolSync would fill the new one from it.
 */
export function newClaimSpec(
  original: PersistentVolumeClaim | undefined,
  { summary }: Snapshot,
  { capacity, storageClass }: ClaimOptions,
): NewClaimSpec {
  const storage = capacity ?? sizeFor(original?.spec?.resources?.requests?.['storage'], summary);
  if (storage === undefined) return { kind: 'no-size' };
  const bytes = summary?.bytes ?? 0;
  if ((quantityBytes(storage) ?? Infinity) < bytes) return { kind: 'too-small', bytes };
  return { kind: 'claim', spec: { ...likeOriginal(original, storageClass), resources: { requests: { storage } } } };
}

function likeOriginal({ spec = {} }: Partial<PersistentVolumeClaim> = {}, storageClass: string | undefined): ClaimSpec {
  const { accessModes, volumeMode } = spec;
  const chosen = storageClass ?? spec.storageClassName;
  return {
    accessModes: writableModes(accessModes),
    ...(chosen !== undefined && { storageClassName: chosen }),
    ...(volumeMode !== undefined && { volumeMode }),
  };
}

function sizeFor(asked: string | undefined, summary: Snapshot['summary']): string | undefined {
  if (summary === undefined) return asked;
  const needed = summary.bytes + summary.files * blockBytes;
  const fits = asked !== undefined && (quantityBytes(asked) ?? 0) >= needed;
  return fits ? asked : `${Math.ceil((needed * overhead) / mebibyte) + 64}Mi`;
}

/** The mover has to write to it. */
function writableModes(modes: readonly string[] = []): readonly string[] {
  const writable = modes.filter((mode) => mode !== 'ReadOnlyMany');
  return writable.length > 0 ? writable : ['ReadWriteOnce'];
}
