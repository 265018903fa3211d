import type { CreatorPorts } from '../../../creator.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { LeasePorts } from '../../../sources/claim-lease.ts';
import type { WorkloadPorts } from '../../../workloads/ports.ts';

/** What keeping an app quiet needs from the cluster and the system. */
export type QuiescePorts = WorkloadPorts &
  LeasePorts &
  TimedContext<'find' | 'exists' | 'list' | 'watch' | 'patch' | 'exec' | 'isAllowed'> &
  CreatorPorts;
