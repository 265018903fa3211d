import { Failure } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { resources } from '../../../volsync/resources.ts';
import { moverLogLines, readMoverLog } from '../../../restic/mover-log.ts';
import { createdRepositoryAt, restoredFrom, restoredMoment } from '../../../restic/restore-log.ts';
import { withoutCredentials } from '../../../without-credentials.ts';
import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { moverKind } from '../../../volsync/mover-kind.ts';
import { missedSnapshots } from '../../../volsync/next-restore.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import { dateOf, isSyncing, lastSyncBeganAt, lastSyncedAt } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { whyOtherFilling } from '../../../volsync/volume-filling.ts';
import { boundAt } from '../../../volsync/bootstrap-volume.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { notFound } from '../../../sources/not-found.ts';
import { listRepositorySnapshots, type LookOptions } from '../../../repository/list-snapshots.ts';
import { allowed } from '../../../kubernetes/allowed.ts';
import { followMover } from '../../../sync/follow-sync.ts';
import type { FollowPorts } from '../../../sync/ports.ts';
import { DestinationWatch, type DestinationState } from '../../../restore/destination-watch.ts';
import type { RestorePorts } from '../../../restore/ports.ts';
import { RestoreEvents } from '../../../restore/restore-event.ts';
import { moverLines } from '../../../restore/restore-proof.ts';
import { shellCommand } from '../../../shell-command.ts';

/** What an app's own bootstrap restore has done. */
export interface BootstrapRestore {
  readonly app: ObjectKey;
  readonly claim: string;
  readonly destination: string;
  /**
   * `nothing`: no snapshot existed. `foreign`: not a snapshot with VolSync's host and path. `outdated`: newer snapshots
   * existed when the volume was filled. `unknown`: what is in the volume could not be determined.
   */
  readonly kind: 'restored' | 'nothing' | 'foreign' | 'outdated' | 'unknown';
  /** Details in one sentence; undefined if the kind says it all. */
  readonly why: string | undefined;
  /** For `outdated`: the number of newer snapshots. */
  readonly newer: number | undefined;
  /** Short id, if one was restored. */
  readonly snapshot: string | undefined;
  /** The time of that snapshot. */
  readonly time: Date | undefined;
  /** Where VolSync created a new repository because there was none. */
  readonly createdRepository: string | undefined;
  readonly completedAt: Date | undefined;
  readonly begunAt: Date | undefined;
  /** Whether it had already ended. */
  readonly wasOver: boolean;
  readonly waitedMs: number;
}

type Ports = Omit<RestorePorts, 'cluster'> & {
  readonly cluster: Pick<RestorePorts['cluster'], 'find' | 'exists' | 'list' | 'watch' | 'logs' | 'create' | 'delete'>;
};

export interface WatchOptions {
  readonly timeoutMs: number;
  /** How to read the repository, if necessary. */
  readonly look: LookOptions;
}

/**
 * Follows the restore that fills an app's PVC to its end, and reports what it really did, whatever VolSync reports;
 * changes nothing. The destination is the one that the PVC names. Throws a Failure if it fails or does not end in time.
 */
export async function watchBootstrap(
  app: ObjectKey,
  { timeoutMs, look }: WatchOptions,
  ports: Ports,
): Promise<BootstrapRestore> {
  const begunAt = ports.now().getTime();
  const found = await findDestination(app, ports);
  const { claim, destination } = found;
  const why = claim.status?.phase === 'Bound' ? await otherFilling(found, ports) : undefined;
  const wasOver = why !== undefined || (!isSyncing(destination) && lastSyncedAt(destination) !== undefined);
  const end = wasOver ? storedEnd(destination) : await followedEnd(destination, { app, timeoutMs }, ports);
  const known = why === undefined ? await comparedEnd(end, found, look, ports) : { ...notKnown(end), why };
  const waitedMs = ports.now().getTime() - begunAt;
  return { app, claim: claim.metadata.name, destination: destination.metadata.name, ...known, wasOver, waitedMs };
}

interface Found {
  readonly source: ReplicationSource;
  readonly claim: PersistentVolumeClaim;
  readonly destination: ReplicationDestination;
}

/** A bound volume was filled earlier: by the destination's last restore, or by a previous one. */
async function otherFilling({ claim, destination }: Found, { cluster, signal }: Ports): Promise<string | undefined> {
  const key = { namespace: '', name: claim.spec?.volumeName ?? '' };
  const persistentVolume = await allowed(cluster.find(resources.persistentVolumes, key, signal));
  return whyOtherFilling({ claim, persistentVolume, destination });
}

type Known = End & Pick<BootstrapRestore, 'why' | 'newer'>;

function notKnown(end: End): Known {
  return { ...end, kind: 'unknown', snapshot: undefined, time: undefined, why: undefined, newer: undefined };
}

/** Only a restore that began before the PVC was created can have missed newer snapshots: VolSync takes the newest. */
async function comparedEnd(end: End, found: Found, look: LookOptions, ports: Ports): Promise<Known> {
  const { source, claim, destination } = found;
  const { snapshot, time: snapshotTime } = end;
  const madeAt = dateOf(claim.metadata.creationTimestamp);
  const isKept = madeAt === undefined || end.begunAt === undefined || end.begunAt < madeAt;
  if (end.kind !== 'restored' || snapshot === undefined || !isKept) {
    return { ...end, why: undefined, newer: undefined };
  }
  const [repository] = await listRepositorySnapshots([source], look, ports);
  if (repository?.kind !== 'seen') {
    const why = repository?.judgement.message ?? 'the repository was not seen';
    return { ...notKnown(end), why: `whether it had newer snapshots than ${snapshot} is not known: ${why}` };
  }
  const volume = { kind: 'bound', name: claim.metadata.name, createdAt: madeAt, since: boundAt(claim) } as const;
  const own = new Set(snapshotsOfVolume(source, volume, repository.snapshots).sure);
  const snapshots = repository.snapshots.filter((one) => !own.has(one));
  const filledAt = boundAt(claim) ?? ports.now();
  const newer = missedSnapshots({ snapshot, snapshotTime }, destination, { snapshots, filledAt }).length;
  return newer === 0 ? { ...end, why: undefined, newer } : { ...end, kind: 'outdated', why: undefined, newer };
}

async function findDestination(app: ObjectKey, { cluster, signal }: Ports): Promise<Found> {
  const { namespace } = app;
  const source = await cluster.find(resources.replicationSources, app, signal);
  if (source === undefined) throw await notFound(cluster, resources.replicationSources, app, signal);
  const claimKey = { namespace, name: source.spec?.sourcePVC ?? '' };
  const claim = await cluster.find(resources.persistentVolumeClaims, claimKey, signal);
  if (claim === undefined) throw await notFound(cluster, resources.persistentVolumeClaims, claimKey, signal);
  const name = fillingDestination(claim);
  if (name === undefined) {
    const message = `PVC ${namespace}/${claimKey.name} names no ReplicationDestination that fills it: ${app.name} has no bootstrap restore.`;
    throw new Failure('not-found', message, {
      hint: shellCommand`volsyncctl bootstrap-check ${app.name} -n ${namespace}`,
    });
  }
  const key = { namespace, name };
  const destination = await cluster.find(resources.replicationDestinations, key, signal);
  if (destination === undefined) throw await notFound(cluster, resources.replicationDestinations, key, signal);
  const kind = moverKind(destination);
  if (kind === 'restic') return { source, claim, destination };
  throw new Failure(
    'refused',
    `ReplicationDestination ${namespace}/${name} has the mover ${kind}: only restic is supported.`,
  );
}

type End = Pick<BootstrapRestore, 'kind' | 'snapshot' | 'time' | 'createdRepository' | 'completedAt' | 'begunAt'>;

/** VolSync keeps only the end of the last mover's log. */
function storedEnd(destination: ReplicationDestination): End {
  const { result, logs = '' } = destination.status?.latestMoverStatus ?? {};
  return endOf(result === 'Successful' ? moverLogLines(logs) : [], destination);
}

function endOf(lines: readonly string[], destination: ReplicationDestination): End {
  const { restoredSnapshot: snapshot, hasRestoredNothing } = readMoverLog(lines);
  const text = lines.join('\n');
  const created = createdRepositoryAt(text);
  return {
    kind: hasRestoredNothing
      ? 'nothing'
      : snapshot === undefined
        ? 'unknown'
        : isVolSync(text)
          ? 'restored'
          : 'foreign',
    snapshot,
    time: restoredMoment(text),
    createdRepository: created && withoutCredentials(created),
    completedAt: lastSyncedAt(destination),
    begunAt: lastSyncBeganAt(destination),
  };
}

/** Whether VolSync's mover made the restored snapshot; a log without its origin names no other. */
function isVolSync(log: string): boolean {
  const { host, paths } = restoredFrom(log) ?? { host: 'volsync', paths: '/data' };
  return host === 'volsync' && paths === '/data';
}

async function followedEnd(
  destination: ReplicationDestination,
  { app, timeoutMs }: { readonly app: ObjectKey; readonly timeoutMs: number },
  own: Ports,
): Promise<End> {
  const events = new RestoreEvents(app, own.report);
  const deadline = new AbortController();
  const done = new AbortController();
  const timer = own
    .sleep(timeoutMs, done.signal)
    .then(() => deadline.abort())
    .catch(() => undefined);
  const ports: FollowPorts = {
    ...own,
    signal: AbortSignal.any([own.signal, deadline.signal]),
    report: (each) => events.hear(each),
  };
  await using watch = new DestinationWatch(destination, ports);
  try {
    await watch.next();
    return await toTheEnd(watch, destination, ports);
  } catch (error) {
    if (own.signal.aborted) throw new Failure('interrupted', 'Interrupted; the restore continues.');
    throw deadline.signal.aborted ? tooLate(destination, timeoutMs, events) : error;
  } finally {
    done.abort();
    await timer;
  }
}

async function toTheEnd(watch: DestinationWatch, before: ReplicationDestination, ports: FollowPorts): Promise<End> {
  const isOver = ({ source }: DestinationState) =>
    !isSyncing(source) && source.status?.lastSyncTime !== before.status?.lastSyncTime;
  const end = await followMover(watch, { earlier: new Set(), isOver }, ports);
  if (end.kind === 'ended') return endOf(moverLines(end), end.state.source);
  const { name, namespace = '' } = before.metadata;
  const message = `The bootstrap restore by ReplicationDestination ${namespace}/${name} fails: ${end.failure.message}.`;
  throw new Failure('failed', message, {
    details: end.failure.details,
    hint: shellCommand`kubectl describe replicationdestination ${name} -n ${namespace}`,
  });
}

function tooLate(
  { metadata }: ReplicationDestination,
  timeoutMs: number,
  { trouble, lastLine }: RestoreEvents,
): Failure {
  const { name, namespace = '' } = metadata;
  const why = trouble === undefined ? '' : `: ${trouble.message}`;
  const message = `The bootstrap restore by ReplicationDestination ${namespace}/${name} did not finish in ${Math.round(timeoutMs / 1000)}s${why}.`;
  const said = lastLine === undefined ? [] : [`The mover's last line: ${lastLine}`];
  return new Failure('timeout', message, { details: trouble?.details ?? said, hint: 'allow more time: --timeout' });
}
