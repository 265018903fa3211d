import { Failure } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import type { FailOn } from '../volsync/fail-on.ts';
import { assessFleet, type FleetStatus, type Gap } from '../volsync/fleet.ts';
import type { AppStatus } from './status/app-status.ts';
import { withNamedObjects } from './status/look-named.ts';
import type { StatusPorts } from './status/ports.ts';
import { readApp, type AppPorts } from './status/read-app.ts';
import { readFleet } from './status/read-fleet.ts';
import { readNamespace } from './status/read-namespace.ts';

export interface FleetPorts extends StatusPorts {
  readonly cluster: StatusPorts['cluster'] & Pick<Cluster, 'exists'>;
}

/** How every source and destination of a scope stands now; a check that asks for more is looked at more closely. */
export async function fleetStatus(scope: Scope, ports: FleetPorts, failOn: FailOn = []): Promise<FleetStatus> {
  const facts = await readFleet(scope, ports);
  return assessFleet(
    failOn.length === 0 ? facts : await withNamedObjects(facts, { scope, failOn }, ports),
    ports.now(),
  );
}

/** Apps by name: what is known of those that are there, and a Failure for each that is not. */
export interface NamedStatus {
  readonly time: Date;
  readonly apps: readonly AppStatus[];
  readonly failures: readonly Failure[];
}

/** Everything about some apps; each namespace is read once. */
export async function namedStatus(keys: readonly ObjectKey[], ports: AppPorts): Promise<NamedStatus> {
  const namespaces = new Set(keys.map(({ namespace }) => namespace));
  const read = new Map(
    [...namespaces].map((namespace) => [namespace, readNamespace(ports.cluster, namespace, ports.signal)] as const),
  );
  const results = await Promise.all(
    keys.map((key) => readApp(key, read.get(key.namespace) ?? Promise.reject(new Error(key.namespace)), ports)),
  );
  return {
    time: ports.now(),
    apps: results.flatMap((result) => (result instanceof Failure ? [] : [result])),
    failures: results.flatMap((result) => (result instanceof Failure ? [result] : [])),
  };
}

/** The same apps as a fleet, for checks: with the destinations that belong to them. */
export function fleetOf({ time, apps }: NamedStatus): FleetStatus {
  const [unseen] = apps.flatMap(({ repository }) =>
    repository !== undefined && 'why' in repository.isThere ? [repository.isThere.why] : [],
  );
  const [unseenClaims] = apps.flatMap(({ volume }) =>
    volume !== undefined && 'why' in volume.claim ? [volume.claim.why] : [],
  );
  return {
    time,
    sources: apps.flatMap(({ source }) => source ?? []),
    destinations: apps.flatMap(({ destinations }) =>
      'why' in destinations ? [] : destinations.value.map(({ status }) => status),
    ),
    openWithoutSource: [],
    gaps: [
      ...apps.flatMap(({ destinations }) =>
        'why' in destinations ? [gap('ReplicationDestination', destinations.why)] : [],
      ),
      ...(unseen === undefined ? [] : [gap('Secret', unseen, ['secret-missing'])]),
      ...(unseenClaims === undefined ? [] : [gap('PersistentVolumeClaim', unseenClaims, ['source-missing'])]),
    ],
  };
}

function gap(kind: Gap['kind'], message: string, hides?: Gap['hides']): Gap {
  return { kind, reason: 'forbidden', message, hides };
}
