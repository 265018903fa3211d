import type { Creator, CreatorState } from '../../../creator.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { WorkloadPorts } from '../../../workloads/ports.ts';

/** What keeping an app quiet needs from the cluster and the system. */
export type QuiescePorts = WorkloadPorts &
  TimedContext<'find' | 'exists' | 'list' | 'watch' | 'patch' | 'exec' | 'isAllowed'> & {
    maker(): Creator;
    fateOf(maker: Creator): CreatorState;
  };
