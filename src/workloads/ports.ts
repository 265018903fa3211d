import type { Context } from '../kubernetes/context.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';

/** What stopping and starting the workloads of a volume requires. */
export type WorkloadPorts = Context<
  'find' | 'list' | 'watch' | 'patch',
  Extract<HelperPodEvent, { readonly type: 'step' | 'left' }>
>;
