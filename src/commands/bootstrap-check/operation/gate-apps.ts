import type { Allowed } from '../../../kubernetes/allowed.ts';
import { isFailure } from '../../../errors.ts';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { HttpRoute, Ingress, Service } from '../../../kubernetes/network.ts';
import type { Job, KubeObject, PersistentVolumeClaim, Pod } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import type { RepositoryLocation } from '../judgement/namespace-servers.ts';
import { judgeGate } from '../judgement/removal-gate.ts';
import { isServed, repositoryLocation } from '../judgement/repository-location.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { currentTime } from '../../../volsync/current-time.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { unprotected, type Judgement } from '../../../volsync/verdict.ts';
import type { SeenRepository } from '../../../repository/list-snapshots.ts';
import type { AppCheck } from './check-result.ts';
import { outcomeOfVerdict } from './judge-app.ts';
import { listInScopes, type FactPorts } from './read-facts.ts';

/** An app with its verdict so far, and its repository. */
export interface LookedApp {
  readonly app: AppCheck;
  readonly repository: SeenRepository;
}

/**
 * Makes the additional checks for a removal on every protected app. Everything is read again after the repositories: a
 * sync that began in the meantime counts.
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
    const judgement = judgeOne(one, objects, currentTime(ports.now(), [one.app.seenAt]));
    return judgement.verdict === 'protected'
      ? one.app
      : { ...one.app, ...judgement, outcome: outcomeOfVerdict(judgement.verdict) };
  });
}

interface GateObjects {
  readonly sources: Allowed<readonly ReplicationSource[]>;
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  readonly services: Allowed<readonly Service[]>;
  readonly ingresses: Allowed<readonly Ingress[]>;
  readonly httpRoutes: Allowed<readonly HttpRoute[]>;
}

async function readObjects(
  looked: readonly LookedApp[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<GateObjects> {
  const isServer = ({ repository }: LookedApp) =>
    repository.kind === 'seen' && isServed(repository.address, repository.environment.volumes);
  const servers = looked.some(isServer) ? scopes : [];
  const [sources, claims, destinations, jobs, pods, services, ingresses, httpRoutes] = await Promise.all([
    listInScopes(resources.replicationSources, scopes, ports),
    listInScopes(resources.persistentVolumeClaims, scopes, ports),
    listInScopes(resources.replicationDestinations, scopes, ports),
    listInScopes(resources.jobs, scopes, ports, { labelSelector: madeByVolSync }),
    listInScopes(resources.pods, scopes, ports),
    listInScopes(resources.services, servers, ports),
    listInScopes(resources.ingresses, servers, ports),
    listInstalled(listInScopes(resources.httpRoutes, servers, ports)),
  ]);
  return { sources, claims, destinations, jobs, pods, services, ingresses, httpRoutes };
}

/** A cluster without the Gateway API has no routes. */
async function listInstalled<T>(list: Promise<Allowed<readonly T[]>>): Promise<Allowed<readonly T[]>> {
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
  const volumes = repository.kind === 'seen' ? repository.environment.volumes : [];
  return repositoryLocation(repository.address, volumes, {
    namespace,
    pods: only(objects.pods, isHere),
    services: only(objects.services, isHere),
    ingresses: only(objects.ingresses, isHere),
    httpRoutes: only(objects.httpRoutes, isHere),
  });
}
type Claims = Allowed<readonly PersistentVolumeClaim[]>;

function fillerOf(source: ReplicationSource, claims: Claims): string | undefined {
  if ('why' in claims) return undefined;
  const { namespace = '' } = source.metadata;
  return fillingDestination(
    claims.value.find((one) => isNamed(one, { namespace, name: source.spec?.sourcePVC ?? '' })),
  );
}

/** It fills the app's PVC, writes to it, or uses its repository. */
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

function only<T>(all: Allowed<readonly T[]>, isIt: (object: T) => boolean): Allowed<readonly T[]> {
  return 'why' in all ? all : { value: all.value.filter(isIt) };
}
