import type { ClusterContext } from '../kubernetes/context.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** What opening a volume needs. */
export type VolumePorts = HelperPodPorts & ClusterContext<'find' | 'exists' | 'exec'>;
