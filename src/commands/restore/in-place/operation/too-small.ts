import { Failure } from '../../../../errors.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { shortId, type Snapshot } from '../../../../restic/snapshots.ts';
import { quantityBytes } from '../../../../volsync/quantity.ts';

/** VolSync's mover would try for hours to fill a volume that is too small, and pay for every try. */
export function refuseTooSmall(claim: PersistentVolumeClaim, { id, summary }: Snapshot): void {
  const { name, namespace = '' } = claim.metadata;
  const capacity = claim.status?.capacity?.['storage'];
  const has = capacity === undefined ? undefined : quantityBytes(capacity);
  if (summary === undefined || has === undefined || summary.bytes <= has) return;
  const message = `PVC ${namespace}/${name} is too small: it has ${capacity ?? ''}, and the files of snapshot ${shortId(id)} are ${summary.bytes} bytes.`;
  throw new Failure('refused', message, {
    hint: `make it larger, where its class allows that: kubectl edit pvc ${name} -n ${namespace}`,
  });
}
