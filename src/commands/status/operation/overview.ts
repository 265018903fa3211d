import { type Failure, isFailure } from '../../../errors.ts';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { findControllers } from '../../../repository/find-controllers.ts';
import type { ControllerVersion } from '../../../volsync/controller-version.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import { type FleetPorts, fleetStatus } from './status.ts';

/** A cluster at first sight; what could not be read is the reason instead. */
export interface Overview {
  readonly contextName: string;
  readonly server: string;
  /** Where only one namespace may be read: its name. */
  readonly namespace: string | undefined;
  readonly fleet: FleetStatus | Failure;
  readonly controllers: Allowed<readonly ControllerVersion[]> | Failure;
}

export interface OverviewPorts extends FleetPorts {
  readonly cluster: FleetPorts['cluster'] & Pick<Cluster, 'contextName' | 'namespace' | 'server'>;
}

/** Reads the fleet and VolSync's controllers at once, with lists alone. */
export async function overviewOf(ports: OverviewPorts): Promise<Overview> {
  const { contextName, server } = ports.cluster;
  const [fleet, controllers] = await Promise.all([readFleet(ports), withFailure(findControllers(ports))]);
  return { contextName, server, controllers, ...fleet };
}

/** Who may not read all namespaces may still read that of the context. */
async function readFleet(ports: OverviewPorts): Promise<Pick<Overview, 'fleet' | 'namespace'>> {
  const everywhere = await withFailure(allowed(fleetStatus({}, ports)));
  if (!('why' in everywhere))
    return { fleet: 'value' in everywhere ? everywhere.value : everywhere, namespace: undefined };
  const { namespace } = ports.cluster;
  return { fleet: await withFailure(fleetStatus({ namespace }, ports)), namespace };
}

async function withFailure<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    if (isFailure(error) && error.kind !== 'interrupted') return error;
    throw error;
  }
}
