import { type Failure, isFailure } from '../../../errors.ts';
import { allowed, type Allowed, attempted } from '../../../kubernetes/allowed.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { servedPolicies } from '../../../kubernetes/served-policies.ts';
import { inspectMovers } from '../../../mover/inspect-movers.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { isOverwrittenBy, overwrittenAmong } from '../../../volsync/destination-refusals.ts';
import { destinationStatus } from '../../../volsync/destination-state.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';
import type { MoverObservation } from '../../../volsync/mover-observation.ts';
import { sharersInFleet } from '../../../volsync/shared-repository.ts';
import { sourceStatus } from '../../../volsync/source-state.ts';
import { isSyncing, type Replication } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { Facts, Listed, ObjectFacts } from '../facts.ts';
import { secretKey } from '../judgement/secret-key.ts';
import { type DoctorTarget, ObjectReader } from './read-objects.ts';
import { probeMovers } from '../../../mover/probe-mover.ts';
import { moverKind } from '../../../volsync/mover-kind.ts';
import { isByNamespace } from '../../../volsync/mover-policies.ts';
import pMap from 'p-map';
import { resources } from '../../../volsync/resources.ts';

type ReadPorts = StatusPorts & ClusterContext<'create' | 'exists'>;

/** The facts from the API server alone, and failures for apps that were named but do not exist. */
export interface ReadFacts {
  readonly facts: Omit<Facts, 'repositories' | 'controllerLog'>;
  readonly failures: readonly Failure[];
}

/** Reads everything with one list per kind, however many apps there are; a missing right is part of the result. */
export async function readFacts(
  target: DoctorTarget,
  { volsyncNamespace }: Pick<EnvironmentOverrides, 'volsyncNamespace'>,
  ports: ReadPorts,
): Promise<ReadFacts> {
  const reader = new ObjectReader(target, volsyncNamespace, ports);
  const [found, objects, cluster, served] = await Promise.all([
    foundSources(target, ports),
    reader.objects(),
    reader.cluster(),
    attempted('list mutatingadmissionpolicies', servedPolicies(ports)),
  ]);
  const { chosen, around } = found;
  const destinations = relatedDestinations(chosen, objects.destinations, target);
  const replications: readonly Replication[] = [...chosen, ...destinations];
  const [movers, secrets, admission] = await Promise.all([
    inspectMovers(replications.filter(isSyncing), objects, ports),
    seeSecrets(replications, ports),
    probeAdmission(replications, { served, jobs: objects.jobs }, ports),
  ]);
  const read = { ...found, destinations, movers, secrets, claims: objects.claims, now: ports.now() };
  return {
    failures: found.failures,
    facts: {
      ...{ now: read.now, movers, secrets, cluster, admission, notInstalled: found.notInstalled },
      namespace: reader.onlyNamespace,
      isWhole: target.apps === undefined && target.scope.labelSelector === undefined,
      sources: sourceStatuses(read),
      destinations: destinationStatuses(read),
      objects: { ...objects, sources: around },
    },
  };
}

interface Found {
  readonly chosen: readonly ReplicationSource[];
  readonly around: readonly ReplicationSource[];
  readonly failures: readonly Failure[];
  readonly notInstalled: string | undefined;
}

/** If VolSync is not installed, that is the first finding. */
async function foundSources(target: DoctorTarget, ports: ReadPorts): Promise<Found> {
  try {
    return { ...(await findSources(target, ports, { isNothingFine: true })), notInstalled: undefined };
  } catch (error) {
    if (!isFailure(error, 'not-found') || error.servedVersions === undefined) throw error;
    return { chosen: [], around: [], failures: [], notInstalled: error.message };
  }
}

/** All of a scope; for named apps, those that fill or write to their PVC, or use their repository. */
function relatedDestinations(
  chosen: readonly ReplicationSource[],
  destinations: Listed<ReplicationDestination>,
  target: DoctorTarget,
): readonly ReplicationDestination[] {
  if ('why' in destinations) return [];
  if (target.apps === undefined && target.scope.labelSelector === undefined) return destinations.value;
  return destinations.value.filter((destination) =>
    chosen.some(
      (source) =>
        source.metadata.namespace === destination.metadata.namespace &&
        (isOverwrittenBy(source, destination) ||
          (source.spec?.restic?.repository !== undefined &&
            source.spec.restic.repository === destination.spec?.restic?.repository)),
    ),
  );
}

interface Read extends Found, Pick<Facts, 'movers' | 'secrets' | 'now'>, Pick<ObjectFacts, 'claims'> {
  readonly destinations: readonly ReplicationDestination[];
}

function sourceStatuses(read: Read): Facts['sources'] {
  const sharers = sharersInFleet(read.around);
  return read.chosen.map((object) =>
    sourceStatus({
      kind: 'replicationsource',
      ...{ object, now: read.now, mover: moverOf(object, read), sharedWith: sharers.get(object) },
      named: { hasSecret: hasSecret(object, read), hasClaim: hasClaim(object, read) },
    }),
  );
}

function destinationStatuses(read: Read): Facts['destinations'] {
  const overwrites = overwrittenAmong(read.around);
  return read.destinations.map((object) =>
    destinationStatus({
      kind: 'replicationdestination',
      ...{ object, now: read.now, mover: moverOf(object, read) },
      named: { hasSecret: hasSecret(object, read) },
      overwrites: overwrites(object),
    }),
  );
}

function moverOf({ metadata }: Replication, { movers }: Read): MoverObservation {
  return movers.get(metadata.uid ?? '') ?? { kind: 'not-looked' };
}

function hasSecret(object: Replication, { secrets }: Read): boolean | undefined {
  const seen = secrets.get(secretKey(object) ?? '');
  return seen === undefined || 'why' in seen ? undefined : seen.value;
}

function hasClaim(object: ReplicationSource, { claims }: Read): boolean | undefined {
  const name = sourcePVC(object);
  if (name === undefined || 'why' in claims) return undefined;
  return claims.value.some(
    ({ metadata }) => metadata.name === name && metadata.namespace === object.metadata.namespace,
  );
}

/**
 * Determines with dry runs what admission adds to movers: in one namespace, or in each one if policies may differ
 * between them.
 */
async function probeAdmission(
  apps: readonly Replication[],
  listed: Omit<Facts['admission'], 'probes'>,
  ports: ClusterContext<'create'>,
): Promise<Facts['admission']> {
  const own = apps.filter((app) => moverKind(app) === 'restic').map(({ metadata }) => metadata.namespace ?? '');
  const namespaces = [...new Set(own)].sort();
  const { served } = listed;
  const isAlike = 'value' in served && !(served.value && isByNamespace(served.value));
  return { ...listed, probes: await probeMovers(isAlike ? namespaces.slice(0, 1) : namespaces, ports) };
}

/** Secrets are read one by one, only their metadata: a list would contain their values. */
const concurrency = 20;

/** Whether the Secrets of repositories exist, by `namespace/name`. */
async function seeSecrets(
  objects: readonly Replication[],
  { cluster, signal }: ClusterContext<'exists'>,
): Promise<ReadonlyMap<string, Allowed<boolean>>> {
  const keys = new Set(objects.flatMap((object) => secretKey(object) ?? []));
  const seen = await pMap(
    keys,
    async (key) => {
      const [namespace = '', name = ''] = key.split('/');
      return [key, await allowed(cluster.exists(resources.secrets, { namespace, name }, signal))] as const;
    },
    { concurrency },
  );
  return new Map(seen);
}
