import type { Failure } from '../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../kubernetes/cluster.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { assessFleet, type FleetFacts } from '../judgement/fleet.ts';
import { sourcePVC, type NamedObjects } from '../../../volsync/missing-objects.ts';
import { isSyncing, type Replication } from '../../../volsync/sync-state.ts';
import { markedSources } from '../../../volsync/open-restore.ts';
import type { ReplicationSource, ReplicationDestination } from '../../../volsync/types.ts';
import { notFound } from '../../../sources/not-found.ts';
import { openWithoutSource } from '../../../sources/open-restores.ts';
import type { AppStatus, RelatedDestination } from './app-status.ts';
import { withSecretWriters } from './secret-writers.ts';
import { warningsAbout } from '../judgement/app-warnings.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import type { NamespaceObjects } from './read-namespace.ts';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import { inspectMovers } from '../../../mover/inspect-movers.ts';
import { isOverwrittenBy } from '../../../volsync/destination-refusals.ts';

export interface ReadAppPorts extends StatusPorts {
  readonly cluster: Pick<Cluster, 'list' | 'find' | 'exists' | 'logs'>;
}

/** Reads everything about one app by following references; throws a Failure if there is no such app. */
export async function readApp(
  key: ObjectKey,
  objects: Promise<NamespaceObjects>,
  ports: ReadAppPorts,
): Promise<AppStatus | Failure> {
  const [source, around] = await Promise.all([
    ports.cluster.find(resources.replicationSources, key, ports.signal),
    objects,
  ]);
  const related = relatedDestinations(key, source, around);
  const owners: readonly Replication[] = [...(source ? [source] : []), ...related.map(({ object }) => object)];
  const [owner] = owners;
  const journal = around.journals.known.find(({ app }) => app === key.name);
  if (owner === undefined) {
    if (journal !== undefined) return openWithoutSource(journal, 'not-found');
    return notFound(ports.cluster, resources.replicationSources, key, ports.signal);
  }
  const [movers, repository] = await Promise.all([
    inspectMovers(owners.filter(isSyncing), around, ports),
    secretOf(owner, ports),
  ]);
  // Only all objects together show whether a destination restored nothing for a good reason, and who shares a
  // repository.
  const beside = 'why' in around.sources ? [] : around.sources.value;
  const others = beside.filter(({ metadata }) => metadata.uid !== source?.metadata.uid);
  const sources = markedSources([...(source ? [source] : []), ...others], around.journals);
  const destinations = related.map(({ object }) => object);
  const { namespace } = key;
  const named = await withSecretWriters(owners, namedObjects(owners, around, repository), { namespace }, ports);
  const facts = { sources, destinations, movers, named, gaps: [] };
  return appStatus({ key, facts, related, around, repository }, ports.now());
}

interface Read {
  readonly key: ObjectKey;
  readonly facts: FleetFacts;
  readonly related: readonly Related[];
  readonly around: NamespaceObjects;
  readonly repository: AppStatus['repository'];
}

function appStatus({ key, facts, related, around, repository }: Read, now: Date): AppStatus {
  const fleet = assessFleet(facts, now);
  const source = fleet.sources.find(({ object }) => object.metadata.name === key.name);
  const owners: readonly Replication[] = [...(source ? [source.object] : []), ...facts.destinations];
  const jobs = ownedBy(owners, around.jobs);
  const destinations = fleet.destinations.flatMap((status, index) => {
    const relation = related[index]?.relation;
    return relation === undefined ? [] : [{ status, relation }];
  });
  return {
    ...key,
    source,
    destinations: 'why' in around.destinations ? around.destinations : { value: destinations },
    volume: volumeOf(source?.object, around),
    repository,
    jobs,
    pods: 'why' in jobs ? jobs : ownedBy(jobs.value, around.pods),
    claims: ownedBy(owners, around.claims),
    snapshots: ownedBy(owners, around.snapshots),
    warnings: warningsAbout({ source: source?.object, destinations: facts.destinations }, around.warnings),
  };
}

/** The Secret that was looked up, and the PVC; nothing is known about other Secrets. */
function namedObjects(
  owners: readonly Replication[],
  { claims }: NamespaceObjects,
  repository: AppStatus['repository'],
): ReadonlyMap<string, NamedObjects> {
  const names = 'why' in claims ? undefined : new Set(claims.value.map(({ metadata }) => metadata.name));
  const isThere = repository === undefined || 'why' in repository.isThere ? undefined : repository.isThere.value;
  const named = owners.map((owner) => {
    const { restic } = owner.spec ?? {};
    const claim = sourcePVC(owner);
    const hasSecret = restic?.repository === repository?.secret ? isThere : undefined;
    return [
      owner.metadata.uid ?? '',
      { hasSecret, hasClaim: claim === undefined ? undefined : names?.has(claim) },
    ] as const;
  });
  return new Map(named);
}

async function secretOf(owner: Replication, { cluster, signal }: ReadAppPorts): Promise<AppStatus['repository']> {
  const secret = owner.spec?.restic?.repository;
  if (secret === undefined) return undefined;
  const key = { namespace: owner.metadata.namespace ?? '', name: secret };
  return { secret, isThere: await allowed(cluster.exists(resources.secrets, key, signal)) };
}

function volumeOf(source: ReplicationSource | undefined, { claims }: NamespaceObjects): AppStatus['volume'] {
  const name = source?.spec?.sourcePVC;
  if (name === undefined) return undefined;
  return {
    name,
    claim: 'why' in claims ? claims : { value: claims.value.find(({ metadata }) => metadata.name === name) },
  };
}

function ownedBy<T extends KubeObject>(
  owners: readonly KubeObject[],
  objects: Allowed<readonly T[]>,
): Allowed<readonly T[]> {
  if ('why' in objects) return objects;
  const uids = new Set(owners.map(({ metadata }) => metadata.uid));
  const isOwned = ({ metadata }: T) => metadata.ownerReferences?.some(({ uid }) => uids.has(uid)) === true;
  return { value: objects.value.filter(isOwned).toSorted(compareAge) };
}

function compareAge({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  return (a.creationTimestamp ?? '') < (b.creationTimestamp ?? '') ? -1 : 1;
}

/** A destination and its relation to an app. */
interface Related {
  readonly object: ReplicationDestination;
  readonly relation: RelatedDestination['relation'];
}

/** The destinations that fill an app's PVC or use its repository; for a name without a source, the one of that name. */
function relatedDestinations(
  key: ObjectKey,
  source: ReplicationSource | undefined,
  { destinations, claims }: NamespaceObjects,
): readonly Related[] {
  if ('why' in destinations) return [];
  const relationOf =
    source === undefined
      ? ({ metadata }: ReplicationDestination) => (metadata.name === key.name ? 'itself' : undefined)
      : relationTo(source, claims);
  return destinations.value.flatMap((object) => {
    const relation = relationOf(object);
    return relation === undefined ? [] : [{ object, relation }];
  });
}

function relationTo(source: ReplicationSource, claims: NamespaceObjects['claims']) {
  const { spec = {} } = source;
  const claim = 'why' in claims ? undefined : claims.value.find(({ metadata }) => metadata.name === spec.sourcePVC);
  const secret = spec.restic?.repository;
  return (destination: ReplicationDestination): Related['relation'] | undefined => {
    if (isOverwrittenBy(source, destination)) return 'writes-volume';
    if (isFilledFrom(claim, destination.metadata.name)) return 'fills-volume';
    return secret !== undefined && destination.spec?.restic?.repository === secret ? 'same-repository' : undefined;
  };
}

function isFilledFrom(claim: PersistentVolumeClaim | undefined, name: string): boolean {
  const reference = claim?.spec?.dataSourceRef;
  return reference?.kind === 'ReplicationDestination' && reference.name === name;
}
