import type { ClusterContext } from '../kubernetes/context.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** What restoring requires. */
export type RestorePorts = HelperPodPorts & ClusterContext<'find' | 'exists'>;
