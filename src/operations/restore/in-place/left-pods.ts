import type { Cluster } from '../../../kube/cluster.ts';
import { resources } from '../../../kube/resources.ts';
import { makerIn, type Maker } from '../../../maker.ts';
import type { HelperPodNews } from '../../helper-pod/ports.ts';

export interface LeftPodsPorts {
  readonly cluster: Pick<Cluster, 'list' | 'delete'>;
  readonly signal: AbortSignal;
  tell(news: HelperPodNews): void;
}

const labelSelector = 'app.kubernetes.io/managed-by=volsyncctl,app.kubernetes.io/component=restore';

/** Removes the helper pods that the last process of a restore had no time to remove: they read the volume. */
export async function removeLeftPods(
  namespace: string,
  holder: Maker | undefined,
  ports: LeftPodsPorts,
): Promise<void> {
  if (holder === undefined) return;
  const { cluster, signal } = ports;
  for (const { metadata } of await cluster.list(resources.pods, { namespace, labelSelector }, signal)) {
    if (metadata.deletionTimestamp !== undefined || !isOf(makerIn(metadata.annotations), holder)) continue;
    const { name, uid } = metadata;
    await cluster.delete(resources.pods, { namespace, name }, { uid }, signal);
    ports.tell({ type: 'step', words: `removed pod ${namespace}/${name}, which was left before` });
  }
}

function isOf(maker: Maker | undefined, { hostname, pid, place }: Maker): boolean {
  return maker?.hostname === hostname && maker.pid === pid && maker.place === place;
}
