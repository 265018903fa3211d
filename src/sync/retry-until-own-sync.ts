import type { NotOurs } from './trigger-event.ts';
import { Failure, isFailure } from '../errors.ts';
import { dateOf, isSyncing, reconcileError } from '../volsync/sync-state.ts';
import type { AppState, AppWatch } from './app-watch.ts';
import { neverOursEnding } from './ending-of-error.ts';
import type { TriggerAppPorts, TriggerOptions } from './ports.ts';
import type { Quiescence } from './quiescence.ts';
import { type Ending, ending, failingEnding } from './trigger-ending.ts';
import type { Tagged, TagKeeper } from './tag-keeper.ts';
import { shellCommand } from '../shell-command.ts';
import { readMoverLog } from '../restic/mover-log.ts';
import { hasCompleted } from '../volsync/completed-sync.ts';
import { goDurationMs } from '../go-duration.ts';
import { failureOfError } from '../volsync/mover-failure-error.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { followSync } from './follow-sync.ts';
import { type SyncClaim, verdictOn } from './sync-verdict.ts';

/** The maximum number of attempts if other syncs come first. */
const maxTries = 4;
/** After this many syncs, an old copy is assumed to stay. */
const maxOldCopies = 2;
const retryMs = 1000;

type SyncOptions = Pick<TriggerOptions, 'isWaiting' | 'quiescence'>;

/** Waits for a running sync to end, then starts syncs until one counts as ours. */
export async function untilOneIsOurs(
  watch: AppWatch,
  keeper: TagKeeper,
  ports: TriggerAppPorts,
  options: SyncOptions,
): Promise<Ending> {
  const { isWaiting } = options;
  if (isSyncing(watch.latest.source)) {
    if (!isWaiting) throw alreadyRunning(watch);
    const failed = await foreignSync(watch, ports);
    if (failed !== undefined) return failed;
  }
  const misses: NotOurs[] = [];
  for (;;) {
    const end = await tryOneSync(watch, keeper, ports, options);
    if (typeof end !== 'string') return end;
    if (!isWaiting && end === 'sync-was-running') throw alreadyRunning(watch);
    misses.push(end);
    if (isHopeless(misses)) return neverOursEnding(watch.latest.source, end);
    ports.report({ type: 'again', why: end });
    if (end === 'lost-answer') await ports.sleep(retryMs, ports.signal);
  }
}

function isHopeless(misses: readonly NotOurs[]): boolean {
  return misses.length >= maxTries || misses.filter((miss) => miss === 'old-copy').length >= maxOldCopies;
}

/** Our sync would have to wait for the running one, which `--no-wait` excludes. */
function alreadyRunning(watch: AppWatch): Failure {
  const since = watch.latest.source.status?.lastSyncStartTime ?? '';
  const { name, namespace = '' } = watch.latest.source.metadata;
  return new Failure(
    'refused',
    `a sync has been running since ${since} and may not have the latest data; another one can only start after it`,
    { hint: shellCommand`volsyncctl trigger ${name} -n ${namespace}` },
  );
}

/** VolSync starts within a second; after this time the delay is reported. */
const silentWaitMs = 5000;

/** One attempt: sets a tag, waits for the sync to begin, restores the tag, and follows the sync to its end. */
async function tryOneSync(
  watch: AppWatch,
  keeper: TagKeeper,
  ports: TriggerAppPorts,
  options: SyncOptions,
): Promise<Ending | NotOurs> {
  const { quiescence } = options;
  if (quiescence === undefined) return attempt(watch, keeper, ports, options);
  await quiescence.begin(ports.signal);
  // Events while the app was being stopped do not belong to this attempt.
  await watch.next(0);
  const end = await attempt(watch, keeper, ports, options);
  await quiescence.end();
  return end;
}

async function attempt(
  watch: AppWatch,
  keeper: TagKeeper,
  ports: TriggerAppPorts,
  { isWaiting, quiescence }: SyncOptions,
): Promise<Ending | NotOurs> {
  const before = watch.latest;
  const tagged = await setTag(keeper, ports);
  if (tagged === undefined) return 'lost-answer';
  ports.report({ type: 'tag-set', tag: tagged.tag });
  if (tagged.wasSyncing) {
    // The app does not stay down for a sync that does not count.
    await quiescence?.end();
    return afterRunningSync(watch, keeper, tagged, ports);
  }
  await quiescence?.tagged(tagged.tag, ports.signal);
  const startedAt = await begun(watch, tagged, ports);
  await keeper.giveBack(startedAt);
  const common = { tag: tagged.tag, triggeredAt: tagged.at };
  if (!isWaiting) return { outcome: 'ok', state: 'started', ...common, isSyncRunning: true };
  const snapshotBefore = readMoverLog(before.source.status?.latestMoverStatus?.logs ?? '').snapshot;
  const claim = { startedAt, earlier: uidsOf(before), triggeredAt: tagged.at, snapshotBefore };
  const end = await ownSync(lookedAt(watch, quiescence, claim), claim, ports);
  return typeof end === 'string' ? end : { ...end, ...common };
}

/** Waits for a sync that is not ours; returns an ending if it fails permanently. */
async function foreignSync(watch: AppWatch, ports: TriggerAppPorts): Promise<Ending | undefined> {
  const { source } = watch.latest;
  const startedAt = source.status?.lastSyncStartTime;
  const since = dateOf(startedAt);
  if (startedAt === undefined || since === undefined) return undefined;
  ports.report({ type: 'waiting-for-sync', since });
  const end = await followSync(watch, { startedAt, earlier: new Set() }, ports);
  if (end.kind === 'ended') return undefined;
  const failing = failingEnding('failed', end.failure, source, end.log);
  return { ...failing, message: `the running sync fails: ${end.failure.message}` };
}

/** Undefined if the API server's answer was lost. */
async function setTag(keeper: TagKeeper, { signal }: TriggerAppPorts): Promise<Tagged | undefined> {
  try {
    return await keeper.set(signal);
  } catch (error) {
    if (signal.aborted || !isFailure(error, 'unreachable', 'timeout')) throw error;
    return undefined;
  }
}

/** Our tag was set too late: the running sync will report it as served. */
async function afterRunningSync(
  watch: AppWatch,
  keeper: TagKeeper,
  { source }: Tagged,
  ports: TriggerAppPorts,
): Promise<Ending | NotOurs> {
  const startedAt = source.status?.lastSyncStartTime;
  await keeper.giveBack(startedAt);
  while (startedAt !== undefined && !hasBegun(watch.latest, startedAt)) await watch.next();
  return (await foreignSync(watch, ports)) ?? 'sync-was-running';
}

/** The watch may lag behind the patch: waits until it shows the sync, or a later state. */
function hasBegun({ source }: AppState, startedAt: string): boolean {
  const { lastSyncStartTime, lastSyncTime } = source.status ?? {};
  return lastSyncStartTime === startedAt || (lastSyncTime ?? '') >= startedAt;
}

/** Waits until VolSync begins a sync, and returns its start; reports a delay. */
async function begun(watch: AppWatch, { source: tagged }: Tagged, ports: TriggerAppPorts): Promise<string> {
  const setAt = ports.now().getTime();
  let isTold = false;
  for (;;) {
    const { source } = watch.latest;
    const startedAt = source.status?.lastSyncStartTime ?? missedStart(source, tagged);
    if (startedAt !== undefined) return startedAt;
    const waitedMs = ports.now().getTime() - setAt;
    if (waitedMs >= silentWaitMs && !isTold) {
      ports.report({ type: 'no-reaction', forMs: waitedMs });
      const error = reconcileError(source);
      if (error !== undefined) ports.report({ type: 'trouble', failure: failureOfError(error) });
      isTold = true;
    }
    await watch.next(isTold ? undefined : Math.max(silentWaitMs - waitedMs, 0));
  }
}

/** The start of a sync that began and ended while the API server was unreachable. */
function missedStart({ status = {} }: ReplicationSource, before: ReplicationSource): string | undefined {
  if (status.lastSyncTime === before.status?.lastSyncTime) return undefined;
  const end = dateOf(status.lastSyncTime);
  const durationMs = goDurationMs(status.lastSyncDuration);
  if (end === undefined || durationMs === undefined) return undefined;
  // The end is rounded down to the second, so the start has to be rounded up.
  return rfc3339Seconds(Math.ceil((end.getTime() - durationMs) / 1000));
}

function rfc3339Seconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

type LookedAt = Pick<AppWatch, 'latest' | 'next'>;

/** The same watch; its states are also searched for the copy. */
function lookedAt(watch: AppWatch, quiescence: Quiescence | undefined, { earlier }: SyncClaim): LookedAt {
  return {
    get latest() {
      const seen = watch.latest;
      quiescence?.look(seen, earlier);
      return seen;
    },
    next: (ms) => watch.next(ms),
  };
}

async function ownSync(watch: LookedAt, claim: SyncClaim, ports: TriggerAppPorts): Promise<Ending | 'old-copy'> {
  const end = await followSync(watch, claim, ports);
  if (end.kind === 'failing') return failingEnding('failed', end.failure, watch.latest.source, end.log);
  const { source } = end.state;
  const { jitterMs, unremoved, ...verdict } = verdictOn(end, claim);
  if (unremoved > 0) ports.report({ type: 'warning', message: unremovedMessage(unremoved) });
  const durationMs = hasCompleted(source, claim.startedAt) ? goDurationMs(source.status?.lastSyncDuration) : undefined;
  const times = { jitterMs, durationMs };
  switch (verdict.kind) {
    case 'saved':
      return { outcome: 'ok', state: 'saved', snapshot: verdict.snapshot, pointInTime: verdict.pointInTime, ...times };
    case 'empty':
      return { ...ending('unprotected', 'empty-source', emptyMessage(source)), ...times };
    case 'no-evidence':
      return { ...ending('unknown', 'no-evidence', verdict.message), snapshot: verdict.snapshot, ...times };
    case 'old-copy':
      return 'old-copy';
  }
}

/** restic exits with 0, and VolSync drops these lines: there is no other sign of them. */
function unremovedMessage(count: number): string {
  const what = count === 1 ? 'a snapshot' : `${count} snapshots`;
  return `retention never works here: forget could not remove ${what}; is the repository append-only?`;
}

function emptyMessage({ spec }: ReplicationSource): string {
  return `the volume ${spec?.sourcePVC ?? ''} is empty: nothing was backed up, although VolSync reported success`;
}

function uidsOf({ jobs, pods, copies }: AppState): ReadonlySet<string> {
  return new Set([...jobs, ...pods, ...copies].map(({ metadata }) => metadata.uid ?? ''));
}
