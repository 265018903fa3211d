import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { HelperPodPorts } from './ports.ts';

/** The ports of helper pods, with a cluster that has more calls. */
export interface PortsWith<C> extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & C;
}

/** The same ports, which also record every helper pod that is created. */
export function rememberingPods<C>(pods: ObjectKey[], ports: PortsWith<C>): PortsWith<C> {
  return {
    ...ports,
    report: (event) => {
      if (event.type === 'pod-created') pods.push(event.pod);
      ports.report(event);
    },
  };
}
