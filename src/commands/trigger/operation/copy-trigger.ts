import type { JsonPatchStep, ObjectKey } from '../../../kubernetes/cluster.ts';
import { changeObject } from '../../../kubernetes/change-object.ts';
import { resources } from '../../../volsync/resources.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import type { QuiescePorts } from './ports.ts';

/** Where a PVC uses copy triggers VolSync copies it only after this annotation has changed. */
const copyTrigger = 'volsync.backube/copy-trigger';

/** Whether VolSync copies a PVC only on its copy trigger. */
export function usesCopyTrigger({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.['volsync.backube/use-copy-trigger'] !== undefined;
}

/** Lets VolSync copy a PVC that uses copy triggers; does nothing to others. */
export async function setCopyTrigger(
  claim: ObjectKey,
  value: string,
  ports: Pick<QuiescePorts, 'cluster' | 'signal' | 'report'>,
): Promise<void> {
  const path = `/metadata/annotations/${copyTrigger.replace('/', '~1')}`;
  const decide = (object: PersistentVolumeClaim): readonly JsonPatchStep[] =>
    usesCopyTrigger(object) ? [{ op: 'add', path, value }] : [];
  const done = await changeObject(resources.persistentVolumeClaims, claim, decide, ports);
  if (done?.isChanged === true) ports.report({ type: 'step', words: `set the copy trigger of PVC ${claim.name}` });
}
