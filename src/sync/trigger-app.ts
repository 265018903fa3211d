import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { ownerOf } from '../volsync/field-owner.ts';
import { isSyncing, nextSyncAt, syncingSince, triggerState } from '../volsync/sync-state.ts';
import { tagAfter } from '../volsync/tag-after.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { notFound } from '../sources/not-found.ts';
import { withOpenRestore } from '../sources/open-restores.ts';
import { AppWatch } from './app-watch.ts';
import { endingOfFailure, expiredEnding, interruptedEnding, timeoutEnding, type Moment } from './ending-of-error.ts';
import type { TriggerAppPorts, TriggerOptions, TriggerPorts } from './ports.ts';
import { preflight } from './preflight.ts';
import { quiescedEnding } from './quiesced-ending.ts';
import { resultOf, type Ending } from './trigger-ending.ts';
import { giveBackTag, readAgain, withNextSync } from './give-back-tag.ts';
import { TagKeeper } from './tag-keeper.ts';
import type { AppTriggerEvent } from './trigger-event.ts';
import type { TagEnd, TriggerResult } from './trigger-result.ts';
import { untilOneIsOurs } from './retry-until-own-sync.ts';

/** VolSync starts a sync within a second; with `--no-wait`, its start is waited for up to this long. */
const startMs = 30_000;

/** Triggers one app and follows it to its end; any failure of this app is its result, not an exception. */
export async function triggerApp(key: ObjectKey, options: TriggerOptions, ports: TriggerPorts): Promise<TriggerResult> {
  const result = await new AppRun(key, options, ports).result();
  ports.report({ app: key, type: 'done', result });
  return result;
}

class AppRun {
  readonly #key: ObjectKey;
  readonly #options: TriggerOptions;
  readonly #ports: TriggerPorts;
  readonly #deadline = new AbortController();
  readonly #warnings: string[] = [];
  #source: ReplicationSource | undefined;
  #keeper: TagKeeper | undefined;
  #watch: AppWatch | undefined;
  #trouble: Diagnosis | undefined;

  constructor(key: ObjectKey, options: TriggerOptions, ports: TriggerPorts) {
    this.#key = key;
    this.#options = options;
    this.#ports = ports;
  }

  async result(): Promise<TriggerResult> {
    const begunAt = this.#ports.now().getTime();
    const { quiescence } = this.#options;
    const ended = await this.#withDeadline();
    await quiescence?.end();
    const { ending, tagEnd } = await this.#giveBack(ended);
    await quiescence?.ready(!hasResult(ended));
    await this.#watch?.[Symbol.asyncDispose]();
    const managedBy = this.#source && ownerOf(this.#source)?.name;
    const waitedMs = this.#ports.now().getTime() - begunAt;
    const quiesce = quiescence?.result;
    const facts = { waitedMs, tagEnd, managedBy, warnings: this.#warnings, quiesce };
    return resultOf(this.#key, quiesce === undefined ? ending : quiescedEnding(ending, quiesce), facts);
  }

  async #withDeadline(): Promise<Ending> {
    const { isWaiting, timeoutMs } = this.#options;
    const done = new AbortController();
    const timer = this.#ports
      .sleep(isWaiting ? timeoutMs : Math.min(startMs, timeoutMs), done.signal)
      .then(() => this.#deadline.abort())
      .catch(() => undefined);
    try {
      return await this.#run();
    } catch (error) {
      return this.#endingOf(error);
    } finally {
      done.abort();
      await timer;
    }
  }

  async #run(): Promise<Ending> {
    const ports = this.#appPorts();
    const found = await ports.cluster.find(resources.replicationSources, this.#key, ports.signal);
    if (found === undefined) throw await notFound(ports.cluster, resources.replicationSources, this.#key, ports.signal);
    this.#source = found;
    await preflight(await withOpenRestore(found, ports), ports);
    for (const message of this.#options.warnings ?? []) ports.report({ type: 'warning', message });
    const after = tagAfter(found, this.#options.isToUnpark);
    if (this.#options.isDryRun) return this.#planned(found);
    this.#watch = new AppWatch(found, ports);
    this.#keeper = new TagKeeper(this.#key, after, this.#ports);
    await this.#watch.next();
    return untilOneIsOurs(this.#watch, this.#keeper, ports, this.#options);
  }

  /** A server-side dry run of the patch. */
  async #planned(source: ReplicationSource): Promise<Ending> {
    const { isWaiting, timeoutMs, isToUnpark } = this.#options;
    const { cluster, signal } = this.#ports;
    const patch = { spec: { trigger: { manual: 'volsyncctl-dry-run' } } };
    await cluster.patch(resources.replicationSources, this.#key, patch, { isDryRun: true }, signal);
    const plan = { runningSince: syncingSince(source), isWaiting, timeoutMs, tagAfter: tagAfter(source, isToUnpark) };
    return { outcome: 'ok', state: 'planned', plan };
  }

  #appPorts(): TriggerAppPorts {
    const { quiescence } = this.#options;
    const signals = [
      this.#ports.signal,
      this.#deadline.signal,
      ...(quiescence === undefined ? [] : [quiescence.expired]),
    ];
    return {
      ...this.#ports,
      signal: AbortSignal.any(signals),
      report: (event) => this.#report(event),
    };
  }

  #report(event: AppTriggerEvent): void {
    if (event.type === 'trouble') this.#trouble = event.failure;
    if (event.type === 'again') this.#trouble = undefined;
    if (event.type === 'warning') this.#warnings.push(event.message);
    this.#ports.report({ ...event, app: this.#key });
  }

  #endingOf(error: unknown): Ending {
    if (this.#ports.signal.aborted) return interruptedEnding(this.#moment());
    if (this.#options.quiescence?.expired.aborted === true) return expiredEnding(this.#moment());
    if (this.#deadline.signal.aborted) return timeoutEnding(this.#moment());
    if (error instanceof Failure) return endingOfFailure(error);
    const message = `This is a bug in volsyncctl: ${error instanceof Error ? error.message : String(error)}`;
    return { outcome: 'unexpected', message, hint: 'run it again with --debug and report the output' };
  }

  #moment(): Moment {
    const source = this.#latest();
    const hasTag = this.#keeper?.tag !== undefined;
    return { source, hasTag, isSyncRunning: source !== undefined && isSyncing(source), trouble: this.#trouble };
  }

  #latest(): ReplicationSource | undefined {
    return this.#watch?.lastSource ?? this.#source;
  }

  /** Removes the tag; if that fails, a good ending becomes a bad one. */
  async #giveBack(ended: Ending): Promise<{ readonly ending: Ending; readonly tagEnd: TagEnd }> {
    const keeper = this.#keeper;
    if (keeper?.tag === undefined) return { ending: ended, tagEnd: this.#tagEnd('not-set', undefined) };
    const left = await giveBackTag(keeper, this.#key, this.#latest()?.status?.lastSyncStartTime);
    const tagEnd = this.#tagEnd(keeper.kind, await this.#sourceAfter(ended));
    const ending = { ...ended, tag: keeper.kind === 'not-set' ? undefined : keeper.tag };
    if (left === undefined) return { ending, tagEnd };
    const { message, hint, outcome } = left;
    this.#report({ type: 'warning', message, hint });
    if (ended.outcome !== 'ok') return { ending, tagEnd };
    return { ending: { ...ending, outcome, reason: 'parked-schedule', message, hint }, tagEnd };
  }

  #tagEnd(kind: TagEnd['kind'], source: ReplicationSource | undefined): TagEnd {
    const previous = this.#source?.spec?.trigger?.manual ?? '';
    return {
      kind,
      previous: previous === '' ? undefined : previous,
      trigger: source && triggerState(source),
      nextSyncAt: source && nextSyncAt(source),
    };
  }

  async #sourceAfter({ outcome }: Ending): Promise<ReplicationSource | undefined> {
    const isStopped = this.#ports.signal.aborted || this.#deadline.signal.aborted;
    if (this.#watch === undefined || isStopped || !hasResult({ outcome })) return readAgain(this.#key, this.#ports);
    const ownTag = this.#keeper?.kind === 'kept' || this.#keeper?.kind === 'left' ? undefined : this.#keeper?.tag;
    return (await withNextSync(this.#watch, ownTag, this.#ports)) ?? readAgain(this.#key, this.#ports);
  }
}

/** The sync has ended by itself. */
function hasResult({ outcome }: Ending): boolean {
  return ['ok', 'unprotected', 'unknown'].includes(outcome);
}
