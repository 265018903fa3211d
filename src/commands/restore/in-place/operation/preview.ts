import type { Comparison } from '../../../../comparison/comparison.ts';
import { frozenCopy } from '../../../../volume/frozen-copy.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import type { VolumeFacts } from '../../../../volume/volume-facts.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { compareWith } from './compare-with.ts';
import type { InPlaceOptions } from './plan.ts';

/** What a restore would change, while the app runs. A volume for one pod alone is looked at in a frozen copy. */
export async function preview(
  snapshotId: string,
  facts: VolumeFacts & { readonly source: ReplicationSource },
  options: InPlaceOptions,
  ports: VolumePorts,
): Promise<Comparison> {
  const { source, claim, pods } = facts;
  const isAlone = claim.spec?.accessModes?.includes('ReadWriteOncePod') === true && pods.length > 0;
  if (!isAlone) return compareWith(snapshotId, { source, claim, isFrozen: false, options }, ports);
  await using copy = await frozenCopy(facts, { ...options, command: 'restore', isKept: false }, ports);
  return await compareWith(snapshotId, { source, claim: copy.claim, isFrozen: true, options }, ports);
}
