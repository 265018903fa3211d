import { randomBytes } from 'node:crypto';
import { isFailure } from '../errors.ts';
import type { JsonPatchStep, ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import { patchTime } from '../volsync/patch-time.ts';
import { isSyncing, isTagServed } from '../volsync/sync-state.ts';
import type { TagAfter } from '../volsync/tag-after.ts';
import { triggerTag } from '../volsync/trigger-tag.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { TriggerPorts } from './ports.ts';
import type { TagEnd } from './trigger-result.ts';

/** How long removal of the tag is attempted while the API server is unreachable. */
const giveBackMs = 60_000;
const retryMs = 1000;

/** What the response to our patch shows. */
export interface Tagged {
  readonly tag: string;
  /** The server's time; undefined if it does not report it. */
  readonly at: Date | undefined;
  readonly source: ReplicationSource;
  /** A sync that is running, or that has just recorded our tag as its own, began before: it is not ours. */
  readonly wasSyncing: boolean;
}

type Ports = Pick<TriggerPorts, 'cluster' | 'now' | 'sleep'>;

/** Sets our manual tag, and makes sure that it does not stay. */
export class TagKeeper {
  /** The last tag that was, or may have been, set. */
  tag: string | undefined;
  kind: TagEnd['kind'] = 'not-set';
  /** Whether the server has confirmed that the tag is set. */
  #isConfirmed = false;
  readonly #key: ObjectKey;
  readonly #after: TagAfter;
  readonly #ports: Ports;

  constructor(key: ObjectKey, after: TagAfter, ports: Ports) {
    this.#key = key;
    this.#after = after;
    this.#ports = ports;
  }

  /** Sets a new tag. If the response is lost it may still be set; `giveBack` handles that. */
  async set(signal: AbortSignal): Promise<Tagged> {
    const tag = triggerTag(this.#ports.now(), randomBytes(2).toString('hex').slice(1));
    this.tag = tag;
    this.kind = 'left';
    this.#isConfirmed = false;
    const source = await this.#patch(tag, signal);
    this.#isConfirmed = true;
    return { tag, at: patchTime(source), source, wasSyncing: isSyncing(source) || isTagServed(source) };
  }

  /**
   * Removes or restores the tag, once; `runningSince` is the start of a running sync. Ignores the operator's signal: a
   * second Ctrl-C ends the program. Throws if it could not be done in time or is forbidden.
   */
  async giveBack(runningSince?: string): Promise<void> {
    if (this.kind !== 'left' || this.tag === undefined) return;
    if (this.#after.kind === 'keep') {
      this.kind = 'kept';
      return;
    }
    const signal = AbortSignal.timeout(giveBackMs);
    for (;;) {
      try {
        this.kind = await this.#tryToGiveBack(this.tag, runningSince, signal);
        return;
      } catch (error) {
        if (isFailure(error, 'not-found')) this.kind = 'replaced';
        if (isFailure(error, 'not-found')) return;
        if (signal.aborted || !isFailure(error, 'unreachable', 'timeout')) throw error;
        await this.#ports.sleep(retryMs, signal).catch(() => undefined);
      }
    }
  }

  async #tryToGiveBack(tag: string, runningSince: string | undefined, signal: AbortSignal): Promise<TagEnd['kind']> {
    for (const { kind, steps } of this.#ways(tag, runningSince)) {
      try {
        await this.#ports.cluster.patch(resources.replicationSources, this.#key, steps, {}, signal);
        return kind;
      } catch (error) {
        if (!isFailure(error, 'refused')) throw error;
      }
    }
    const now = await this.#ports.cluster.find(resources.replicationSources, this.#key, signal);
    if (now?.spec?.trigger?.manual === tag) return 'left';
    return this.#isConfirmed ? 'replaced' : 'not-set';
  }

  /** A tag that the server refused was not set. */
  async #patch(tag: string, signal: AbortSignal): Promise<ReplicationSource> {
    const patch = { spec: { trigger: { manual: tag } } };
    try {
      return await this.#ports.cluster.patch(resources.replicationSources, this.#key, patch, {}, signal);
    } catch (error) {
      if (isFailure(error, 'forbidden', 'refused', 'not-found')) this.kind = 'not-set';
      throw error;
    }
  }

  /** A restored tag must not start a sync: the running sync has to record it, or it has to have been served. */
  #ways(
    tag: string,
    runningSince: string | undefined,
  ): readonly { kind: TagEnd['kind']; steps: readonly JsonPatchStep[] }[] {
    const isOurs: JsonPatchStep = { op: 'test', path: '/spec/trigger/manual', value: tag };
    if (this.#after.kind !== 'put-back') {
      return [{ kind: 'removed', steps: [isOurs, { op: 'remove', path: '/spec/trigger/manual' }] }];
    }
    const before = this.#after.tag;
    const replace: JsonPatchStep = { op: 'replace', path: '/spec/trigger/manual', value: before };
    const isRunning: JsonPatchStep = { op: 'test', path: '/status/lastSyncStartTime', value: runningSince };
    const wasServed: JsonPatchStep = { op: 'test', path: '/status/lastManualSync', value: before };
    const whileRunning = { kind: 'put-back' as const, steps: [isOurs, isRunning, replace] };
    const whenServed = { kind: 'put-back' as const, steps: [isOurs, wasServed, replace] };
    return runningSince === undefined ? [whenServed] : [whileRunning, whenServed];
  }
}
