import type { Cluster } from '../../../kubernetes/cluster.ts';
import type { HelperPodPorts } from '../../../helper-pod/ports.ts';

/** What restoring needs of the world. */
export interface RestorePorts extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & Pick<Cluster, 'find' | 'exists'>;
}
