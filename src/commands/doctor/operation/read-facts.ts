import { isFailure, type Failure } from '../../../errors.ts';
import { attempted } from '../../../kubernetes/allowed.ts';
import type { Cluster, ObjectKey, Resource, Scope } from '../../../kubernetes/cluster.ts';
import { firstServed } from '../../../kubernetes/first-served.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { servedPolicies } from '../../../kubernetes/served-policies.ts';
import { inspectMovers } from '../../../mover/inspect-movers.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { controllerSelector } from '../../../volsync/controller-deployment.ts';
import { isOverwrittenBy, overwrittenAmong } from '../../../volsync/destination-refusals.ts';
import { destinationStatus } from '../../../volsync/destination-state.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';
import type { MoverObservation } from '../../../volsync/mover-observation.ts';
import { resources } from '../../../volsync/resources.ts';
import { sharersInFleet } from '../../../volsync/shared-repository.ts';
import { sourceStatus } from '../../../volsync/source-state.ts';
import { isSyncing, type Replication } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { ClusterFacts, Facts, Listed, ObjectFacts } from '../facts.ts';
import { kinds } from '../kinds.ts';
import { secretKey } from '../judgement/secret-key.ts';
import { probeAdmission } from './probe-admission.ts';
import { seeSecrets } from './see-secrets.ts';

export interface ReadPorts extends StatusPorts {
  readonly cluster: StatusPorts['cluster'] & Pick<Cluster, 'create' | 'exists'>;
  /** Where VolSync runs; undefined where it is to be searched for. */
  readonly volsyncNamespace?: string | undefined;
}

/** Which apps are looked at. */
export interface DoctorTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** What the API server alone tells, and the apps that were named and are not there. */
export interface ReadFacts {
  readonly facts: Omit<Facts, 'repositories' | 'controllerLog'>;
  readonly failures: readonly Failure[];
}

/** Reads everything with one list for each kind, however many apps there are; a missing right is part of the answer. */
export async function readFacts(target: DoctorTarget, ports: ReadPorts): Promise<ReadFacts> {
  const reader = new Reader(target, ports);
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

/** That VolSync is not there is the first thing to be found. */
async function foundSources(target: DoctorTarget, ports: ReadPorts): Promise<Found> {
  try {
    return { ...(await findSources(target, ports, { isNothingFine: true })), notInstalled: undefined };
  } catch (error) {
    if (!isFailure(error, 'not-found') || error.servedVersions === undefined) throw error;
    return { chosen: [], around: [], failures: [], notInstalled: error.message };
  }
}

/** A kind, or the versions of one from the newest on. */
type Versions<T extends KubeObject> = Resource<T> | readonly Resource<T>[];

class Reader {
  readonly #namespaces: readonly (string | undefined)[];
  readonly #ports: ReadPorts;

  constructor({ scope, apps }: DoctorTarget, ports: ReadPorts) {
    this.#namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
    this.#ports = ports;
  }

  get onlyNamespace(): string | undefined {
    return this.#namespaces.length === 1 ? this.#namespaces[0] : undefined;
  }

  async objects(): Promise<Omit<ObjectFacts, 'sources'>> {
    const [destinations, claims, pods, jobs, snapshots, warnings, externalSecrets, networkPolicies] = await Promise.all(
      [
        this.#beside(resources.replicationDestinations),
        this.#beside(resources.persistentVolumeClaims),
        this.#beside(resources.pods),
        this.#beside(resources.jobs, { labelSelector: madeByVolSync }),
        this.#beside(resources.volumeSnapshots),
        this.#beside(resources.events, { fieldSelector: 'type=Warning' }),
        this.#beside(kinds.externalSecrets),
        this.#beside(kinds.networkPolicies),
      ],
    );
    return { destinations, claims, pods, jobs, snapshots, warnings, externalSecrets, networkPolicies };
  }

  async cluster(): Promise<ClusterFacts> {
    const everywhere = <T extends KubeObject>(kind: Versions<T>) => this.#list(kind, {});
    const [namespaces, storageClasses, snapshotClasses, snapshotContents, controllers, populators] = await Promise.all([
      everywhere(resources.namespaces),
      everywhere(resources.storageClasses),
      everywhere(resources.volumeSnapshotClasses),
      everywhere(resources.volumeSnapshotContents),
      this.#controllers(),
      everywhere(kinds.volumePopulators),
    ]);
    return { namespaces, storageClasses, snapshotClasses, snapshotContents, controllers, populators };
  }

  /** Who may not search everywhere may still look into the one namespace where VolSync usually runs. */
  async #controllers(): Promise<ClusterFacts['controllers']> {
    const { volsyncNamespace } = this.#ports;
    const inNamespace = (namespace: string | undefined) =>
      this.#list(resources.deployments, { namespace, labelSelector: controllerSelector });
    const everywhere = await inNamespace(volsyncNamespace);
    if (volsyncNamespace !== undefined || 'value' in everywhere) return everywhere;
    const usual = await inNamespace('volsync-system');
    return 'value' in usual ? usual : everywhere;
  }

  /** In the namespaces of the apps. */
  async #beside<T extends KubeObject>(kind: Versions<T>, scope: Scope = {}): Promise<Listed<T>> {
    const lists = await Promise.all(this.#namespaces.map((namespace) => this.#list(kind, { ...scope, namespace })));
    const hidden = lists.find((list) => 'why' in list);
    if (hidden !== undefined) return hidden;
    const seen = lists.filter((list) => 'value' in list);
    return { value: seen.flatMap(({ value }) => value), isServed: seen.every(({ isServed }) => isServed) };
  }

  /** Only the rules that judge by a kind that cannot be listed suffer, such as one whose aggregated API is down. */
  async #list<T extends KubeObject>(kind: Versions<T>, scope: Scope): Promise<Listed<T>> {
    const { cluster, signal } = this.#ports;
    const versions = [kind].flat();
    const list = firstServed(versions, (version) => cluster.list(version, scope, signal));
    const listed = await attempted(`list ${versions[0]?.plural ?? 'objects'}`, list);
    return 'why' in listed ? listed : { value: listed.value ?? [], isServed: listed.value !== undefined };
  }
}

/** All of a scope; of named apps those that fill or write their PVC, or use their repository. */
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
