import { Failure } from '../../errors.ts';
import type { ObjectKey } from '../../kube/cluster.ts';
import { resources } from '../../kube/resources.ts';
import { readMoverLog } from '../../restic/mover-log.ts';
import { createdRepositoryAt, restoredMoment } from '../../restic/restored-moment.ts';
import { withoutCredentials } from '../../restic/without-credentials.ts';
import { fillingDestination } from '../../volsync/bootstrap-facts.ts';
import { moverKind } from '../../volsync/mover-kind.ts';
import { isSyncing, lastSyncedAt } from '../../volsync/sync-state.ts';
import type { ReplicationDestination } from '../../volsync/types.ts';
import { absent } from '../absent.ts';
import { followMover } from '../trigger/follow-sync.ts';
import type { FollowPorts } from '../trigger/ports.ts';
import { DestinationWatch, type DestinationState } from './destination-watch.ts';
import type { RestorePorts } from './ports.ts';
import { RestoreNews } from './restore-news.ts';
import { moverLines } from './restore-proof.ts';

/** What an app's own bootstrap restore has done. */
export interface BootstrapRestore {
  readonly app: ObjectKey;
  readonly claim: string;
  readonly destination: string;
  /** `nothing`: no snapshot was there. `unknown`: its mover was not heard, and VolSync has not kept what it said. */
  readonly kind: 'restored' | 'nothing' | 'unknown';
  /** Short id, where one was restored. */
  readonly snapshot: string | undefined;
  /** Of that snapshot. */
  readonly time: Date | undefined;
  /** Where VolSync has made a new repository, because there was none. */
  readonly createdRepository: string | undefined;
  readonly completedAt: Date | undefined;
  /** It was over before anybody looked. */
  readonly wasOver: boolean;
  readonly waitedMs: number;
}

type Ports = Omit<RestorePorts, 'cluster'> & {
  readonly cluster: Pick<RestorePorts['cluster'], 'find' | 'exists' | 'list' | 'watch' | 'logs'>;
};

/**
 * Follows the restore that fills an app's PVC to its end, and says what it was, whatever VolSync calls it; changes nothing.
 * The destination is the one that the PVC names. A Failure where it fails, or is not over in time.
 */
export async function watchBootstrap(app: ObjectKey, timeoutMs: number, ports: Ports): Promise<BootstrapRestore> {
  const begunAt = ports.now().getTime();
  const { claim, destination } = await findDestination(app, ports);
  const wasOver = !isSyncing(destination) && lastSyncedAt(destination) !== undefined;
  const end = wasOver ? storedEnd(destination) : await followedEnd(destination, { app, timeoutMs }, ports);
  const waitedMs = ports.now().getTime() - begunAt;
  return { app, claim, destination: destination.metadata.name, ...end, wasOver, waitedMs };
}

interface Found {
  readonly claim: string;
  readonly destination: ReplicationDestination;
}

async function findDestination(app: ObjectKey, { cluster, signal }: Ports): Promise<Found> {
  const { namespace } = app;
  const source = await cluster.find(resources.replicationSources, app, signal);
  if (source === undefined) throw await absent(cluster, resources.replicationSources, app, signal);
  const claimKey = { namespace, name: source.spec?.sourcePVC ?? '' };
  const claim = await cluster.find(resources.persistentVolumeClaims, claimKey, signal);
  if (claim === undefined) throw await absent(cluster, resources.persistentVolumeClaims, claimKey, signal);
  const name = fillingDestination(claim);
  if (name === undefined) {
    const message = `PVC ${namespace}/${claimKey.name} names no ReplicationDestination that fills it: ${app.name} has no bootstrap restore.`;
    throw new Failure('not-found', message, { hint: `volsyncctl bootstrap-check ${app.name} -n ${namespace}` });
  }
  const key = { namespace, name };
  const destination = await cluster.find(resources.replicationDestinations, key, signal);
  if (destination === undefined) throw await absent(cluster, resources.replicationDestinations, key, signal);
  const kind = moverKind(destination);
  if (kind === 'restic') return { claim: claimKey.name, destination };
  throw new Failure(
    'refused',
    `ReplicationDestination ${namespace}/${name} has the mover ${kind}: only restic is known here.`,
  );
}

type End = Pick<BootstrapRestore, 'kind' | 'snapshot' | 'time' | 'createdRepository' | 'completedAt'>;

/** VolSync keeps what the last mover said, and the end of that only. */
function storedEnd(destination: ReplicationDestination): End {
  const { result, logs = '' } = destination.status?.latestMoverStatus ?? {};
  return endOf(result === 'Successful' ? logs.split('\n') : [], destination);
}

function endOf(lines: readonly string[], destination: ReplicationDestination): End {
  const { restoredSnapshot: snapshot, hasRestoredNothing } = readMoverLog(lines);
  const text = lines.join('\n');
  const created = createdRepositoryAt(text);
  return {
    kind: hasRestoredNothing ? 'nothing' : snapshot === undefined ? 'unknown' : 'restored',
    snapshot,
    time: restoredMoment(text),
    createdRepository: created && withoutCredentials(created),
    completedAt: lastSyncedAt(destination),
  };
}

async function followedEnd(
  destination: ReplicationDestination,
  { app, timeoutMs }: { readonly app: ObjectKey; readonly timeoutMs: number },
  own: Ports,
): Promise<End> {
  const news = new RestoreNews(app, (each) => own.tell(each));
  const deadline = new AbortController();
  const done = new AbortController();
  const timer = own
    .sleep(timeoutMs, done.signal)
    .then(() => deadline.abort())
    .catch(() => undefined);
  const ports: FollowPorts = {
    cluster: own.cluster,
    signal: AbortSignal.any([own.signal, deadline.signal]),
    now: () => own.now(),
    sleep: (ms, until) => own.sleep(ms, until),
    tell: (each) => news.hear(each),
  };
  const watch = new DestinationWatch(destination, ports);
  try {
    await watch.next();
    return await toTheEnd(watch, destination, ports);
  } catch (error) {
    if (own.signal.aborted) throw new Failure('interrupted', 'Interrupted; the restore goes on.');
    throw deadline.signal.aborted ? tooLate(destination, timeoutMs, news) : error;
  } finally {
    await watch.close();
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
    hint: `kubectl describe replicationdestination ${name} -n ${namespace}`,
  });
}

function tooLate({ metadata }: ReplicationDestination, timeoutMs: number, { trouble, lastLine }: RestoreNews): Failure {
  const { name, namespace = '' } = metadata;
  const why = trouble === undefined ? '' : `: ${trouble.message}`;
  const message = `The bootstrap restore by ReplicationDestination ${namespace}/${name} was not over in ${Math.round(timeoutMs / 1000)}s${why}.`;
  const said = lastLine === undefined ? [] : [`The mover said last: ${lastLine}`];
  return new Failure('timeout', message, { details: trouble?.details ?? said, hint: 'give it longer: --timeout' });
}
