import { isFailure } from '../../../errors.ts';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { HttpRoute, Ingress, Service } from '../../../kubernetes/network.ts';
import type { Job, KubeObject, PersistentVolumeClaim, Pod } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { fillingDestination, type Seen } from '../../../volsync/bootstrap-facts.ts';
import type { RepositoryLocation } from '../judgement/namespace-servers.ts';
import { judgeGate } from '../judgement/removal-gate.ts';
import { isServed, repositoryLocation } from '../judgement/repository-location.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { presentOf } from '../../../volsync/present.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { unprotected, type Judgement } from '../../../volsync/verdict.ts';
import type { SeenRepository } from '../../../repository/list-snapshots.ts';
import type { AppCheck } from './check-result.ts';
import { outcomeOf } from './judge-app.ts';
import { listAll, type FactPorts } from './read-facts.ts';

/** An app as it is judged so far, and what was seen of its repository. */
export interface LookedApp {
  readonly app: AppCheck;
  readonly repository: SeenRepository;
}

/**
 * Asks of every protected app what a removal asks for besides. Everything is read again, after the repositories were looked
 * at: a sync that began meanwhile counts.
 */
export async function gateApps(
  looked: readonly LookedApp[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<readonly AppCheck[]> {
  if (!looked.some(({ app }) => app.verdict === 'protected')) return looked.map(({ app }) => app);
  const objects = await readObjects(looked, scopes, ports);
  return looked.map((one) => {
    if (one.app.verdict !== 'protected') return one.app;
    const judgement = judgeOne(one, objects, presentOf(ports.now(), [one.app.seenAt]));
    return judgement.verdict === 'protected'
      ? one.app
      : { ...one.app, ...judgement, outcome: outcomeOf(judgement.verdict) };
  });
}

interface GateObjects {
  readonly sources: Seen<readonly ReplicationSource[]>;
  readonly claims: Seen<readonly PersistentVolumeClaim[]>;
  readonly destinations: Seen<readonly ReplicationDestination[]>;
  readonly jobs: Seen<readonly Job[]>;
  readonly pods: Seen<readonly Pod[]>;
  readonly services: Seen<readonly Service[]>;
  readonly ingresses: Seen<readonly Ingress[]>;
  readonly httpRoutes: Seen<readonly HttpRoute[]>;
}

async function readObjects(
  looked: readonly LookedApp[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<GateObjects> {
  const isServer = ({ repository }: LookedApp) =>
    repository.kind === 'seen' && isServed(repository.address, repository.place.volumes);
  const servers = looked.some(isServer) ? scopes : [];
  const [sources, claims, destinations, jobs, pods, services, ingresses, httpRoutes] = await Promise.all([
    listAll(resources.replicationSources, scopes, ports),
    listAll(resources.persistentVolumeClaims, scopes, ports),
    listAll(resources.replicationDestinations, scopes, ports),
    listAll(resources.jobs, scopes, ports, { labelSelector: madeByVolSync }),
    listAll(resources.pods, scopes, ports),
    listAll(resources.services, servers, ports),
    listAll(resources.ingresses, servers, ports),
    listInstalled(listAll(resources.httpRoutes, servers, ports)),
  ]);
  return { sources, claims, destinations, jobs, pods, services, ingresses, httpRoutes };
}

/** A cluster without the Gateway API has no routes. */
async function listInstalled<T>(list: Promise<Seen<readonly T[]>>): Promise<Seen<readonly T[]>> {
  try {
    return await list;
  } catch (error) {
    if (isFailure(error, 'not-found')) return { value: [] };
    throw error;
  }
}

function judgeOne({ app, repository }: LookedApp, objects: GateObjects, now: Date): Judgement {
  const { sources, claims, destinations, jobs, pods } = objects;
  const source = 'why' in sources ? undefined : sources.value.find((one) => isNamed(one, app));
  if (source === undefined || app.newest === undefined) {
    return unprotected('not-idle', 'the ReplicationSource was deleted during the check');
  }
  const own = only(destinations, (one) => isOfApp(one, source, fillerOf(source, claims)));
  const owners = new Set([source, ...('why' in own ? [] : own.value)].map(({ metadata }) => metadata.uid));
  return judgeGate({
    source,
    newest: app.newest,
    destinations: own,
    jobs: only(jobs, ({ metadata }) => metadata.ownerReferences?.some(({ uid }) => owners.has(uid)) === true),
    pods: only(pods, ({ metadata }) => metadata.namespace === app.namespace),
    location: locationOf(repository, app.namespace, objects),
    now,
  });
}

function locationOf(repository: SeenRepository, namespace: string, objects: GateObjects): RepositoryLocation {
  const isHere = ({ metadata }: KubeObject) => metadata.namespace === namespace;
  const volumes = repository.kind === 'seen' ? repository.place.volumes : [];
  return repositoryLocation(repository.address, volumes, {
    namespace,
    pods: only(objects.pods, isHere),
    services: only(objects.services, isHere),
    ingresses: only(objects.ingresses, isHere),
    httpRoutes: only(objects.httpRoutes, isHere),
  });
}
type Claims = Seen<readonly PersistentVolumeClaim[]>;

function fillerOf(source: ReplicationSource, claims: Claims): string | undefined {
  if ('why' in claims) return undefined;
  const { namespace = '' } = source.metadata;
  return fillingDestination(
    claims.value.find((one) => isNamed(one, { namespace, name: source.spec?.sourcePVC ?? '' })),
  );
}

/** It fills the app's PVC, writes into it, or works on its repository. */
function isOfApp(
  { metadata, spec }: ReplicationDestination,
  source: ReplicationSource,
  filler: string | undefined,
): boolean {
  if (metadata.namespace !== source.metadata.namespace) return false;
  const { repository, destinationPVC } = spec?.restic ?? {};
  return (
    metadata.name === filler ||
    (destinationPVC !== undefined && destinationPVC === source.spec?.sourcePVC) ||
    (repository !== undefined && repository === source.spec?.restic?.repository)
  );
}

function isNamed({ metadata }: KubeObject, { namespace, name }: { readonly namespace: string; readonly name: string }) {
  return metadata.name === name && metadata.namespace === namespace;
}

function only<T>(all: Seen<readonly T[]>, isIt: (object: T) => boolean): Seen<readonly T[]> {
  return 'why' in all ? all : { value: all.value.filter(isIt) };
}
