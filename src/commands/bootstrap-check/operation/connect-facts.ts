import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { Job, KubeEvent, KubeObject, PersistentVolumeClaim, Pod } from '../../../kubernetes/objects.ts';
import type { PersistentVolume } from '../../../kubernetes/storage.ts';
import { fillingDestination, type BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import { isOverwrittenBy } from '../../../volsync/destination-refusals.ts';
import { eventTime } from '../../../volsync/event-time.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { StatusPorts } from '../../../mover/inspect-ports.ts';
import { inspectMovers } from '../../../mover/inspect-movers.ts';

/** The objects that apps consist of, of all relevant namespaces. */
export interface AppObjects {
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  /** Those that destinations have filled. */
  readonly persistentVolumes: Allowed<readonly PersistentVolume[]>;
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  readonly events: readonly KubeEvent[];
  /** Whether a destination's Secret exists, by UID. */
  readonly secrets: ReadonlyMap<string, boolean>;
}

/** Follows each source's references through the objects that were read, and inspects running movers. */
export async function connectFacts(
  sources: readonly ReplicationSource[],
  objects: AppObjects,
  ports: StatusPorts,
): Promise<readonly BootstrapFacts[]> {
  const found = sources.map((source) => {
    const claim = picked(objects.claims, source, source.spec?.sourcePVC);
    const fills = fillingDestination('why' in claim ? undefined : claim.value);
    return { source, claim, destination: picked(objects.destinations, source, fills) };
  });
  const restoring = found.flatMap(({ claim, destination }) => {
    const isPending = 'value' in claim && claim.value?.status?.phase !== 'Bound';
    return isPending && 'value' in destination && destination.value !== undefined ? [destination.value] : [];
  });
  const sights = await inspectMovers(
    [...sources.filter(isFirstBackup), ...restoring.filter(isSyncing)],
    objects,
    ports,
  );
  const sightOf = (uid = '') => sights.get(uid) ?? ({ kind: 'not-looked' } as const);
  return found.map(({ source, claim, destination }) => {
    const filler = 'value' in destination ? destination.value : undefined;
    return {
      source,
      claim,
      destination,
      writers: writersInto(source, objects.destinations),
      persistentVolume: volumeOf(claim, objects.persistentVolumes),
      hasSecret: objects.secrets.get(filler?.metadata.uid ?? ''),
      restore: sightOf(filler?.metadata.uid),
      pod: filler && newestPod(filler, objects),
      backup: sightOf(source.metadata.uid),
      events: eventsAbout('value' in claim ? claim.value : undefined, objects.events),
      now: ports.now(),
    };
  });
}

function writersInto(source: ReplicationSource, destinations: AppObjects['destinations']): readonly string[] {
  if ('why' in destinations) return [];
  return destinations.value.filter((one) => isOverwrittenBy(source, one)).map(({ metadata }) => metadata.name);
}

function volumeOf(
  claim: Allowed<PersistentVolumeClaim | undefined>,
  volumes: AppObjects['persistentVolumes'],
): BootstrapFacts['persistentVolume'] {
  if ('why' in volumes) return volumes;
  const name = 'why' in claim ? undefined : claim.value?.spec?.volumeName;
  return { value: name === undefined ? undefined : volumes.value.find(({ metadata }) => metadata.name === name) };
}

/** Whether a sync is running that may save the first snapshot. */
export function isFirstBackup(source: ReplicationSource): boolean {
  return isSyncing(source) && lastSyncOf(source).kind !== 'backup';
}

function picked<T extends KubeObject>(
  all: Allowed<readonly T[]>,
  { metadata }: KubeObject,
  name: string | undefined,
): Allowed<T | undefined> {
  if ('why' in all) return all;
  const isIt = (object: T) => object.metadata.name === name && object.metadata.namespace === metadata.namespace;
  return { value: name === undefined ? undefined : all.value.find(isIt) };
}

function newestPod({ metadata }: ReplicationDestination, { jobs, pods }: AppObjects): Pod | undefined {
  if ('why' in jobs || 'why' in pods) return undefined;
  const own = new Set(jobs.value.filter((job) => isOwnedBy(job, metadata.uid)).map((job) => job.metadata.uid));
  return pods.value
    .filter((pod) => [...own].some((uid) => isOwnedBy(pod, uid)))
    .toSorted((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1))
    .at(-1);
}

function isOwnedBy({ metadata }: KubeObject, uid: string | undefined): boolean {
  return uid !== undefined && metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
}

function eventsAbout(claim: PersistentVolumeClaim | undefined, events: readonly KubeEvent[]): readonly KubeEvent[] {
  if (claim === undefined || claim.status?.phase === 'Bound') return [];
  return events
    .filter(({ regarding }) => regarding?.uid === claim.metadata.uid)
    .toSorted((a, b) => Date.parse(eventTime(a)) - Date.parse(eventTime(b)));
}
