import pMap from 'p-map';
import { Failure } from '../../../errors.ts';
import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { FailOn } from '../judgement/fail-on.ts';
import { assessFleet, type FleetStatus, type Gap, type FleetFacts } from '../judgement/fleet.ts';
import type { AppStatus } from './app-status.ts';
import { withSecretWriters } from './secret-writers.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import { readApp, type ReadAppPorts } from './read-app.ts';
import { readNamespace } from './read-namespace.ts';
import { resources } from '../../../volsync/resources.ts';
import { momentsOf, currentTime } from '../../../volsync/current-time.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { isSyncing, type Replication } from '../../../volsync/sync-state.ts';
import { withoutSource, type OpenJournals } from '../../../volsync/open-restore.ts';
import { openJournals } from '../../../sources/open-restores.ts';
import { allowed } from '../../../kubernetes/allowed.ts';
import { inspectMovers, type MoverObjects } from '../../../mover/inspect-movers.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';

export type FleetPorts = StatusPorts & ClusterContext<'exists'>;

/** The state of every source and destination in a scope; a check reads more if its reasons require it. */
export async function fleetStatus(scope: Scope, ports: FleetPorts, failOn: FailOn = []): Promise<FleetStatus> {
  const read = await readFleet(scope, ports);
  const facts = failOn.length === 0 ? read : await withNamedObjects(read, { scope, failOn }, ports);
  const objects: readonly Replication[] = [...facts.sources, ...facts.destinations];
  const named = await withSecretWriters(objects, facts.named ?? new Map(), scope, ports);
  return assessFleet({ ...facts, named }, ports.now());
}

/** Named apps: those that exist, and a Failure for each that does not. */
export interface NamedStatus {
  readonly time: Date;
  readonly apps: readonly AppStatus[];
  readonly failures: readonly Failure[];
}

/** Everything about several apps; each namespace is read once. */
export async function namedStatus(keys: readonly ObjectKey[], ports: ReadAppPorts): Promise<NamedStatus> {
  const namespaces = new Set(keys.map(({ namespace }) => namespace));
  const read = new Map(
    [...namespaces].map((namespace) => [namespace, readNamespace(ports.cluster, namespace, ports.signal)] as const),
  );
  const results = await Promise.all(
    keys.map((key) => readApp(key, read.get(key.namespace) ?? Promise.reject(new Error(key.namespace)), ports)),
  );
  const sources = results.flatMap((result) => (result instanceof Failure ? [] : (result.source?.object ?? [])));
  return {
    time: currentTime(ports.now(), sources.flatMap(momentsOf)),
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

/**
 * Reads sources and destinations with one list each and, if one of them syncs, Jobs and pods with one list each.
 * Without the right to list sources it throws; any other missing right becomes a gap or a mover that could not be read.
 */
async function readFleet(scope: Scope, ports: StatusPorts): Promise<FleetFacts> {
  const { cluster, signal } = ports;
  const [sources, destinations, journals] = await Promise.all([
    cluster.list(resources.replicationSources, scope, signal),
    allowed(cluster.list(resources.replicationDestinations, scope, signal)),
    openJournals(scope, ports),
  ]);
  const known = 'why' in destinations ? [] : destinations.value;
  const syncing: readonly Replication[] = [...sources, ...known].filter(isSyncing);
  return {
    sources,
    destinations: known,
    // With a label selector, not all sources are read: a missing one need not be gone.
    openJournals: scope.labelSelector === undefined ? journals : ofSources(journals, sources),
    movers: await inspectMovers(syncing, await readMovers(syncing, scope, ports), ports),
    gaps:
      'why' in destinations ? [{ kind: 'ReplicationDestination', reason: 'forbidden', message: destinations.why }] : [],
  };
}

function ofSources(journals: OpenJournals, sources: FleetFacts['sources']): OpenJournals {
  const others = withoutSource(journals, sources);
  return { ...journals, known: journals.known.filter((each) => !others.includes(each)) };
}

/** The label selector is for sources and does not apply to their movers. */
async function readMovers(
  syncing: readonly Replication[],
  { namespace }: Scope,
  { cluster, signal }: StatusPorts,
): Promise<MoverObjects> {
  if (syncing.length === 0) return { jobs: { value: [] }, pods: { value: [] } };
  const scope = { namespace, labelSelector: madeByVolSync };
  const [jobs, pods] = await Promise.all([
    allowed(cluster.list(resources.jobs, scope, signal)),
    allowed(cluster.list(resources.pods, scope, signal)),
  ]);
  return { jobs, pods };
}

type NamedPorts = ClusterContext<'list' | 'exists'>;

/** Secrets are read one by one, only their metadata: a list would contain their values. */
const concurrency = 20;

/**
 * Whether the PVCs and Secrets that a fleet names exist, if a check requires it: without a sync nothing else shows it.
 */
async function withNamedObjects(
  facts: FleetFacts,
  { scope, failOn }: { readonly scope: Scope; readonly failOn: FailOn },
  ports: NamedPorts,
): Promise<FleetFacts> {
  const asks = (reason: 'secret-missing' | 'source-missing') => failOn.includes('any') || failOn.includes(reason);
  const objects: readonly Replication[] = [...facts.sources, ...facts.destinations];
  const [claims, secrets] = await Promise.all([
    asks('source-missing') ? claimKeys(scope, ports) : undefined,
    asks('secret-missing') ? secretKeys(objects, ports) : undefined,
  ]);
  const named = objects.map((object) => {
    const claim = keyOf(object, sourcePVC(object));
    const secret = keyOf(object, object.spec?.restic?.repository);
    const hasClaim =
      claim === undefined || claims === undefined || 'why' in claims ? undefined : claims.value.has(claim);
    const hasSecret = secret === undefined || secrets === undefined ? undefined : secrets.there.get(secret);
    return [object.metadata.uid ?? '', { hasClaim, hasSecret }] as const;
  });
  return {
    ...facts,
    named: new Map(named),
    gaps: [...facts.gaps, ...gapsOf(claims !== undefined && 'why' in claims ? claims.why : undefined, secrets?.why)],
  };
}

function gapsOf(claims: string | undefined, secrets: string | undefined): readonly Gap[] {
  const gap = (kind: Gap['kind'], message: string | undefined, hides: Gap['hides']): readonly Gap[] =>
    message === undefined ? [] : [{ kind, reason: 'forbidden', message, hides }];
  return [...gap('PersistentVolumeClaim', claims, ['source-missing']), ...gap('Secret', secrets, ['secret-missing'])];
}

async function claimKeys({ namespace }: Scope, { cluster, signal }: NamedPorts) {
  const claims = await allowed(cluster.list(resources.persistentVolumeClaims, { namespace }, signal));
  if ('why' in claims) return claims;
  return { value: new Set(claims.value.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)) };
}

async function secretKeys(objects: readonly Replication[], { cluster, signal }: NamedPorts) {
  const keys = new Set(objects.flatMap((object) => keyOf(object, object.spec?.restic?.repository) ?? []));
  const there = new Map<string, boolean>();
  let why: string | undefined;
  await pMap(
    keys,
    async (key) => {
      const [namespace = '', name = ''] = key.split('/');
      const answer = await allowed(cluster.exists(resources.secrets, { namespace, name }, signal));
      if ('why' in answer) why = answer.why;
      else there.set(key, answer.value);
    },
    { concurrency },
  );
  return { there, why };
}

function keyOf({ metadata }: Replication, name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}
