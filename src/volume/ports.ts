import type { Cluster } from '../kubernetes/cluster.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** What looking inside needs of the world. */
export interface VolumePorts extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & Pick<Cluster, 'find' | 'exists' | 'exec'>;
}
