import type { Scope } from '../kube/cluster.ts';
import { assessFleet, type FleetStatus } from '../volsync/fleet.ts';
import type { StatusPorts } from './status/ports.ts';
import { readFleet } from './status/read-fleet.ts';

/** How every source and destination of a scope stands now. */
export async function fleetStatus(scope: Scope, ports: StatusPorts): Promise<FleetStatus> {
  return assessFleet(await readFleet(scope, ports), ports.now());
}
