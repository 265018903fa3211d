import pMap from 'p-map';
import type { Resource, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { KubeEvent, KubeObject, PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { fillingDestination, type BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import { connectFacts, isFirstBackup, type AppObjects } from './connect-facts.ts';

export type FactPorts = StatusPorts & ClusterContext<'exists' | 'find'>;

/** What was read around apps, for those that look for more in it. */
export interface AppSurroundings {
  readonly apps: readonly BootstrapFacts[];
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
}

/** Secrets to be asked for at a time. */
const parallelSecrets = 8;

/** More PersistentVolumes than this are listed, with all others of the cluster. */
const fewVolumes = 8;

/**
 * Reads what belongs to sources, with one list of PVCs and of destinations a scope. Only where a PVC is not bound or a first
 * backup runs are Jobs, pods and events listed too, and Secrets asked for.
 */
export async function readBootstrapFacts(
  sources: readonly ReplicationSource[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<AppSurroundings> {
  const [claims, destinations] = await Promise.all([
    listInScopes(resources.persistentVolumeClaims, scopes, ports),
    listInScopes(resources.replicationDestinations, scopes, ports),
  ]);
  const known = { claims, destinations };
  const pending = pendingDestinations(sources, known);
  const [persistentVolumes, movers, events, secrets] = await Promise.all([
    readVolumes(sources, claims, ports),
    readMovers(sources, pending, scopes, ports),
    readEvents(sources, claims, scopes, ports),
    readSecrets(pending, ports),
  ]);
  const objects: AppObjects = { ...known, persistentVolumes, ...movers, events, secrets };
  return { apps: await connectFacts(sources, objects, ports), ...known };
}

/** The objects of a kind in all scopes together, or why they may not be seen; labels of sources say nothing about them. */
export async function listInScopes<T extends KubeObject>(
  resource: Resource<T>,
  scopes: readonly Scope[],
  { cluster, signal }: FactPorts,
  selectors: Omit<Scope, 'namespace'> = {},
): Promise<Allowed<readonly T[]>> {
  const lists = scopes.map(({ namespace }) => cluster.list(resource, { namespace, ...selectors }, signal));
  const read = await allowed(Promise.all(lists));
  return 'why' in read ? read : { value: read.value.flat() };
}

type Known = Pick<AppObjects, 'claims' | 'destinations'>;

function pendingDestinations(
  sources: readonly ReplicationSource[],
  { claims, destinations }: Known,
): readonly ReplicationDestination[] {
  if ('why' in claims || 'why' in destinations) return [];
  const keys = new Set(pendingClaims(sources, claims.value).map((claim) => keyOf(claim, fillingDestination(claim))));
  return destinations.value.filter((destination) => keys.has(keyOf(destination, destination.metadata.name)));
}

function pendingClaims(sources: readonly ReplicationSource[], claims: readonly PersistentVolumeClaim[]) {
  const named = new Set(sources.map((source) => keyOf(source, source.spec?.sourcePVC)));
  return claims.filter((claim) => claim.status?.phase !== 'Bound' && named.has(keyOf(claim, claim.metadata.name)));
}

function keyOf({ metadata }: KubeObject, name: string | undefined): string {
  return `${metadata.namespace ?? ''}/${name ?? ''}`;
}

/** Of the bound claims that destinations fill. A claim without a name of its volume has none to be read. */
async function readVolumes(
  sources: readonly ReplicationSource[],
  claims: Known['claims'],
  { cluster, signal }: FactPorts,
): Promise<AppObjects['persistentVolumes']> {
  const named = new Set(sources.map((source) => keyOf(source, source.spec?.sourcePVC)));
  const filled = ('why' in claims ? [] : claims.value).filter(
    (claim) => named.has(keyOf(claim, claim.metadata.name)) && fillingDestination(claim) !== undefined,
  );
  const names = filled.flatMap(({ spec }) => spec?.volumeName ?? []);
  if (names.length > fewVolumes) return allowed(cluster.list(resources.persistentVolumes, {}, signal));
  const found = names.map((name) => cluster.find(resources.persistentVolumes, { namespace: '', name }, signal));
  const seen = await allowed(Promise.all(found));
  return 'why' in seen ? seen : { value: seen.value.filter((volume) => volume !== undefined) };
}

async function readMovers(
  sources: readonly ReplicationSource[],
  pending: readonly ReplicationDestination[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<Pick<AppObjects, 'jobs' | 'pods'>> {
  if (pending.length === 0 && !sources.some(isFirstBackup)) return { jobs: { value: [] }, pods: { value: [] } };
  const made = { labelSelector: madeByVolSync };
  const [jobs, pods] = await Promise.all([
    listInScopes(resources.jobs, scopes, ports, made),
    listInScopes(resources.pods, scopes, ports, made),
  ]);
  return { jobs, pods };
}

/** Without them a PVC is judged all the same. */
async function readEvents(
  sources: readonly ReplicationSource[],
  claims: Known['claims'],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<readonly KubeEvent[]> {
  if ('why' in claims || pendingClaims(sources, claims.value).length === 0) return [];
  const about = { fieldSelector: 'regarding.kind=PersistentVolumeClaim' };
  const events = await listInScopes(resources.events, scopes, ports, about);
  return 'why' in events ? [] : events.value;
}

/** Whether the Secrets of destinations are there, by uid; only their metadata is asked for. */
async function readSecrets(
  pending: readonly ReplicationDestination[],
  { cluster, signal }: FactPorts,
): Promise<ReadonlyMap<string, boolean>> {
  const asked = await pMap(
    pending,
    async ({ metadata: { uid = '', namespace = '' }, spec }) => {
      const name = spec?.restic?.repository ?? '';
      if (name === '') return [];
      const seen = await allowed(cluster.exists(resources.secrets, { namespace, name }, signal));
      return 'why' in seen ? [] : [[uid, seen.value] as const];
    },
    { concurrency: parallelSecrets },
  );
  return new Map(asked.flat());
}
