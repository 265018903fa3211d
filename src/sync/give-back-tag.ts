import { isFailure, type Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import { dateOf, triggerState } from '../volsync/sync-state.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { AppWatch } from './app-watch.ts';
import type { TriggerPorts } from './ports.ts';
import type { TagKeeper } from './tag-keeper.ts';
import { shellCommand } from '../shell-command.ts';

/** VolSync sets `nextSyncTime` within a second. */
const nextSyncMs = 3000;
const readMs = 5000;

/** A tag that could not be removed parks the schedule: the message, and its severity. */
export interface LeftTag {
  readonly outcome: Outcome;
  readonly message: string;
  readonly hint: string;
}

/** Removes or restores the tag, if not done yet; undefined if that succeeded. */
export async function giveBackTag(
  keeper: TagKeeper,
  key: ObjectKey,
  runningSince: string | undefined,
): Promise<LeftTag | undefined> {
  try {
    await keeper.giveBack(runningSince);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    const steps = JSON.stringify([
      { op: 'test', path: '/spec/trigger/manual', value: keeper.tag },
      { op: 'remove', path: '/spec/trigger/manual' },
    ]);
    return {
      outcome: error.kind === 'interrupted' ? 'unreachable' : error.kind,
      message: `the tag "${keeper.tag ?? ''}" could not be removed, and parks the schedule: ${error.message}`,
      hint: shellCommand`kubectl patch replicationsource ${key.name} -n ${key.namespace} --type json -p ${steps}`,
    };
  }
}

/**
 * The source once it is seen without our tag and VolSync has set `nextSyncTime`; after a timeout, as last seen.
 * Undefined if every version that was seen still has our tag, and so is older than our own patch.
 */
export async function withNextSync(
  watch: AppWatch,
  ownTag: string | undefined,
  ports: Pick<TriggerPorts, 'now'>,
): Promise<ReplicationSource | undefined> {
  const begunAt = ports.now().getTime();
  for (;;) {
    const { source } = watch.latest;
    const leftMs = nextSyncMs - (ports.now().getTime() - begunAt);
    const isOld = ownTag !== undefined && source.spec?.trigger?.manual === ownTag;
    const isSaid = triggerState(source).kind !== 'schedule' || dateOf(source.status?.nextSyncTime) !== undefined;
    if (leftMs <= 0) return isOld ? undefined : source;
    if (isSaid && !isOld) return source;
    await watch.next(leftMs);
  }
}

/** The present source after the watch has ended; undefined if it cannot be read. */
export async function readAgain(key: ObjectKey, { cluster }: TriggerPorts): Promise<ReplicationSource | undefined> {
  try {
    return await cluster.find(resources.replicationSources, key, AbortSignal.timeout(readMs));
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}
