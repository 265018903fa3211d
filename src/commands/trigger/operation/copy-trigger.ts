import type { JsonPatchStep, ObjectKey } from '../../../kubernetes/cluster.ts';
import { changeObject } from '../../../kubernetes/change-object.ts';
import { resources } from '../../../volsync/resources.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import type { QuiescePorts } from './ports.ts';

/** If a PVC uses copy triggers, VolSync copies it only after this annotation has changed. */
const copyTrigger = 'volsync.backube/copy-trigger';

/** Whether VolSync copies a PVC only after its copy trigger. */
export function usesCopyTrigger({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.['volsync.backube/use-copy-trigger'] !== undefined;
}

/** Triggers the copy of a PVC that uses copy triggers; does nothing for other PVCs. */
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
