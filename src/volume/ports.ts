import type { ClusterContext } from '../kubernetes/context.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** What looking inside needs of the world. */
export type VolumePorts = HelperPodPorts & ClusterContext<'find' | 'exists' | 'exec'>;
