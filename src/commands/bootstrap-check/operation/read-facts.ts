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

/** What was read around apps, for further checks. */
export interface AppSurroundings {
  readonly apps: readonly BootstrapFacts[];
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
}

/** The number of Secrets that are queried at a time. */
const parallelSecrets = 8;

/** If more PersistentVolumes than this are needed, all of the cluster's are listed. */
const fewVolumes = 8;

/**
 * Reads the objects of sources with one list of PVCs and of destinations per scope. Jobs, pods, events and Secrets are
 * only read if a PVC is not bound or a first backup runs.
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

/**
 * The objects of a kind in all scopes together, or why they may not be read; the label selector does not apply to them.
 */
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

/** For bound PVCs that destinations fill. A PVC without a volume name has none to read. */
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

/** Without events, a PVC is still judged. */
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

/** Whether the Secrets of destinations exist, by UID; only their metadata is read. */
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
