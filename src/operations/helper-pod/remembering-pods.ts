import type { ObjectKey } from '../../kube/cluster.ts';
import type { HelperPodPorts } from './ports.ts';

/** The same ports, which also write down every helper pod that is made. */
export function rememberingPods<T extends HelperPodPorts>(pods: ObjectKey[], ports: T): T {
  return {
    ...ports,
    now: () => ports.now(),
    sleep: (ms, signal) => ports.sleep(ms, signal),
    tell: (news) => {
      if (news.type === 'pod-created') pods.push(news.pod);
      ports.tell(news);
    },
  };
}
