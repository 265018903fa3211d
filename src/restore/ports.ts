import type { ClusterContext } from '../kubernetes/context.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** What restoring needs of the world. */
export type RestorePorts = HelperPodPorts & ClusterContext<'find' | 'exists'>;
