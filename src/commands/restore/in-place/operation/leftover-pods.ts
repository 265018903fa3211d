import type { Context } from '../../../../kubernetes/context.ts';
import { resources } from '../../../../volsync/resources.ts';
import { creatorIn, type Creator } from '../../../../creator.ts';
import type { HelperPodEvent } from '../../../../helper-pod/ports.ts';

export type LeftoverPodsPorts = Omit<Context<'list' | 'delete', HelperPodEvent>, 'now' | 'sleep'>;

const labelSelector = 'app.kubernetes.io/managed-by=volsyncctl,app.kubernetes.io/component=restore';

/** Removes the helper pods that the last process of a restore had no time to remove: they read the volume. */
export async function removeLeftoverPods(
  namespace: string,
  holder: Creator | undefined,
  ports: LeftoverPodsPorts,
): Promise<void> {
  if (holder === undefined) return;
  const { cluster, signal } = ports;
  for (const { metadata } of await cluster.list(resources.pods, { namespace, labelSelector }, signal)) {
    if (metadata.deletionTimestamp !== undefined || !isOf(creatorIn(metadata.annotations), holder)) continue;
    const { name, uid } = metadata;
    await cluster.delete(resources.pods, { namespace, name }, { uid }, signal);
    ports.report({ type: 'step', words: `removed pod ${namespace}/${name}, a leftover of an earlier run` });
  }
}

function isOf(creator: Creator | undefined, { hostname, pid, place }: Creator): boolean {
  return creator?.hostname === hostname && creator.pid === pid && creator.place === place;
}
