import type { Creator, CreatorState } from '../../../creator.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { WorkloadPorts } from '../../../workloads/ports.ts';

/** What keeping an app quiet for its backup needs of the world. */
export type QuiescePorts = WorkloadPorts &
  TimedContext<'find' | 'exists' | 'list' | 'watch' | 'patch' | 'exec' | 'isAllowed'> & {
    maker(): Creator;
    fateOf(maker: Creator): CreatorState;
  };
