import { type Failure, isFailure } from '../../../errors.ts';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { findControllers } from '../../../repository/find-controllers.ts';
import type { ControllerVersion } from '../../../volsync/controller-version.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import { type FleetPorts, fleetStatus } from './status.ts';

/** An overview of a cluster; values that could not be read are replaced by the reason. */
export interface Overview {
  readonly contextName: string;
  readonly server: string;
  /** The name of the namespace, if one was requested or only the context's may be read. */
  readonly namespace: string | undefined;
  /** No single namespace was requested. */
  readonly isAllForbidden: boolean;
  readonly fleet: FleetStatus | Failure;
  readonly controllers: Allowed<readonly ControllerVersion[]> | Failure;
}

export interface OverviewPorts extends FleetPorts {
  readonly cluster: FleetPorts['cluster'] & Pick<Cluster, 'contextName' | 'namespace' | 'server'>;
}

/** Reads the fleet, or one namespace of it, and VolSync's controllers concurrently, with lists only. */
export async function overviewOf(asked: string | undefined, ports: OverviewPorts): Promise<Overview> {
  const { contextName, server } = ports.cluster;
  const [fleet, controllers] = await Promise.all([readFleet(asked, ports), withFailure(findControllers(ports))]);
  return { contextName, server, controllers, ...fleet };
}

/** Without permission to read all namespaces, the context's namespace may still be readable. */
async function readFleet(
  asked: string | undefined,
  ports: OverviewPorts,
): Promise<Pick<Overview, 'fleet' | 'namespace' | 'isAllForbidden'>> {
  if (asked !== undefined) {
    const fleet = await withFailure(fleetStatus({ namespace: asked }, ports));
    return { fleet, namespace: asked, isAllForbidden: false };
  }
  const everywhere = await withFailure(allowed(fleetStatus({ namespace: undefined }, ports)));
  if (!('why' in everywhere))
    return {
      fleet: 'value' in everywhere ? everywhere.value : everywhere,
      namespace: undefined,
      isAllForbidden: false,
    };
  const { namespace } = ports.cluster;
  return { fleet: await withFailure(fleetStatus({ namespace }, ports)), namespace, isAllForbidden: true };
}

async function withFailure<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    if (isFailure(error) && error.kind !== 'interrupted') return error;
    throw error;
  }
}
